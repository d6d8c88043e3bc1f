package apitest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// rolesOf gives the names of a person's roles.
func rolesOf(w *apitest.Workspace, p apitest.Person) string {
	var names []string
	for _, r := range w.API.Want(w.API.Call("GET", user(w, p), w.Admin.Token, nil), 200, "").List("roles") {
		names = append(names, apitest.At(r, "name").(string))
	}
	return fmt.Sprint(names)
}

// A role that people hold goes only with another one in its place: C10.
func TestADeletedRoleIsReplaced(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"for everybody, whatever their status, and for nobody twice", func(t *testing.T, w *apitest.Workspace) {
			fleet := makeRole(w, "Fleet", domain.UsersRead, domain.RolesRead)
			w.Knows("Fleet", fleet)
			active, both, waits := w.Member("Ada Active", "Fleet"), w.Member("Bo Both", "Fleet", "Member"), w.Pending("Will Wait", "Fleet")
			invited, token := w.Invite("Ina Invited", "Fleet", "Approver")
			plain, plainToken := w.Invite("Pat Plain", "Member")
			suspended := w.Member("Sue Suspended", "Fleet")
			w.SetStatus(suspended, domain.StatusSuspended)
			a := w.API.Want(w.API.Call("DELETE", role(w, fleet), w.Admin.Token, nil), 409, "role_in_use")
			if apitest.At(a.JSON, "user_count") != 5.0 {
				t.Errorf("user_count: %s", a.Body)
			}
			kinds := w.Recorded(func() {
				w.API.Want(w.API.Call("DELETE", role(w, fleet)+"?replace_with="+w.Role("Member"), w.Admin.Token, nil), 204, "")
			})
			if !slices.Equal(kinds, []string{"role.deleted", "invitation.resent"}) {
				t.Errorf("recorded %v", kinds)
			}
			for p, want := range map[apitest.Person]string{
				active: "[Member]", both: "[Member]", waits: "[Member]", suspended: "[Member]", invited: "[Approver Member]", plain: "[Member]",
			} {
				if got := rolesOf(w, p); got != want {
					t.Errorf("%s has %s, want %s", p.Name, got, want)
				}
			}
			w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": token}), 410, "invitation_superseded")
			w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": plainToken}), 200, "")
			letters := w.API.AwaitLetters(invited.Email, "Your new link", 1)
			shown := w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": letters[len(letters)-1].Token()}), 200, "")
			if got := fmt.Sprint(shown.List("roles")); got != "[map[name:Approver] map[name:Member]]" {
				t.Errorf("the new link shows %s", got)
			}
			w.API.Want(w.API.Accept(letters[len(letters)-1].Token()), 200, "")
			w.API.CheckInvariants(w)
		}},
		{"also in offers that were declined, which can be sent again", func(t *testing.T, w *apitest.Workspace) {
			fleet := makeRole(w, "Fleet")
			w.Knows("Fleet", fleet)
			_, token := w.Invite("Dee Declines", "Fleet", "Member")
			w.API.Want(w.API.Call("POST", "/api/v1/invitations/decline", "", map[string]any{"token": token}), 204, "")
			declined := w.API.Want(w.API.Call("GET", w.Path+"/invitations?status=declined", w.Admin.Token, nil), 200, "").List("data")[0]
			w.API.Want(w.API.Call("DELETE", role(w, fleet)+"?replace_with="+w.Role("Approver"), w.Admin.Token, nil), 204, "")
			again := w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+apitest.At(declined, "id").(string)+"/resend", w.Admin.Token, link), 200, "")
			if got := len(again.List("roles")); got != 2 {
				t.Errorf("sent again with %d roles: %s", got, again.Body)
			}
		}},
		{"by a role of this workspace, and not by itself", func(t *testing.T, w *apitest.Workspace) {
			w.Holder("Hal Holder", domain.UsersRead)
			path, other := role(w, w.Role("Hal Holder")), w.API.Found("Elsewhere")
			for id, code := range map[string]string{
				w.Role("Hal Holder"): "invalid", other.Role("Member"): "role_unknown", unknownID: "role_unknown", "x": "id_invalid",
			} {
				w.API.ChangesNothing(func() {
					a := w.API.Want(w.API.Call("DELETE", path+"?replace_with="+id, w.Admin.Token, nil), 422, "validation_failed")
					if apitest.At(a.List("errors")[0], "code") != code || apitest.At(a.List("errors")[0], "pointer") != "/replace_with" {
						t.Errorf("%s: %s", id, a.Body)
					}
				})
			}
			w.API.Want(w.API.Call("DELETE", path+"?replace_with="+w.Role("Member"), w.Admin.Token, nil), 204, "")
		}},
		{"with a link each, as far as one request can", func(t *testing.T, w *apitest.Workspace) {
			fleet := makeRole(w, "Fleet")
			w.PlantInvited(fleet, 501)
			w.API.ChangesNothing(func() {
				w.API.Want(w.API.Call("DELETE", role(w, fleet)+"?replace_with="+w.Role("Member"), w.Admin.Token, nil), 409, "limit_reached")
			})
			w.API.Exec("UPDATE users SET status = 'active' WHERE workspace_id = ? AND status = 'invited' AND name_key < 'planted 002'", w.ID)
			w.API.Recount()
			w.API.Want(w.API.Call("DELETE", role(w, fleet)+"?replace_with="+w.Role("Member"), w.Admin.Token, nil), 204, "")
		}},
	})
}
