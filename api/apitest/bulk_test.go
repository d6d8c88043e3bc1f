package apitest_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// bulk carries out a verb on people, and gives the codes of the outcomes by person ("" where it was done).
func bulk(w *apitest.Workspace, by apitest.Person, verb string, more map[string]any, people ...apitest.Person) []string {
	body := map[string]any{"user_ids": usersOf(people)}
	for name, value := range more {
		body[name] = value
	}
	return codesOf(w.API.Want(w.API.Call("POST", w.Path+"/users/bulk/"+verb, by.Token, body), 200, ""))
}

func usersOf(people []apitest.Person) []string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = p.UserID
	}
	return list
}

func codesOf(a apitest.Answer) []string {
	var codes []string
	for _, one := range a.List("results") {
		code, _ := apitest.At(one, "code").(string)
		codes = append(codes, code)
	}
	return codes
}

func outcomes(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestManyAreDecidedOneByOneByTheRulesOfOne(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		rights := []domain.Permission{domain.UsersRead, domain.UsersUpdate, domain.UsersSuspend, domain.UsersRemove}
		under, ann, bo := w.Holder("Una Under", rights...), w.Holder("Ann"), w.Holder("Bo")

		outcomes(t, "suspend", bulk(w, under, "suspend", nil, w.Admin, ann, under, ann, bo), "above_own", "", "permission_denied", "")
		outcomes(t, "suspend again", bulk(w, under, "suspend", nil, ann), "conflict")
		outcomes(t, "reactivate", bulk(w, under, "reactivate", nil, ann, w.Admin), "", "above_own")
		admin := map[string]any{"add_role_ids": []string{w.Role("Admin")}}
		outcomes(t, "a role above one's own", bulk(w, under, "update", admin, ann, bo), "role_above_own", "role_above_own")
		outcomes(t, "remove", bulk(w, under, "remove", nil, bo, w.Admin, under), "", "above_own", "permission_denied")
		w.API.Want(w.API.Call("GET", user(w, bo), w.Admin.Token, nil), 404, "not_found")
		w.API.Want(w.API.Call("GET", user(w, ann), w.Admin.Token, nil), 200, "")
	})
}

func TestTheLastAdminStaysAmongMany(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		bo, cy := w.Member("Bo", "Admin"), w.Member("Cy", "Admin")
		other := map[string]any{"add_role_ids": []string{w.Role("Member")}, "remove_role_ids": []string{w.Role("Admin")}}
		outcomes(t, "demote all", bulk(w, w.Admin, "update", other, bo, cy, w.Admin), "", "", "last_admin")
		w.API.Want(w.API.Call("GET", w.Path+"/invitations", w.Admin.Token, nil), 200, "")
		w.API.Want(w.API.Call("GET", w.Path+"/invitations", bo.Token, nil), 403, "permission_denied")
	})
}

func TestFourEyesKeepTwoAmongMany(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		bo, cy := w.Member("Bo", "Approver"), w.Member("Cy", "Approver")
		w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, map[string]any{"four_eyes": true}), 200, "")
		outcomes(t, "suspend", bulk(w, w.Admin, "suspend", nil, bo, cy), "", "four_eyes_needs_two")
	})
}

func TestRolesAndLocationsOfManyAreGivenAndTaken(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		ann, bo := w.Member("Ann", "Member"), w.Member("Bo", "Member", "Approver")
		perth := w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "Perth"}), 201, "").Text("id")
		show := func(p apitest.Person) string {
			u := w.API.Want(w.API.Call("GET", user(w, p), w.Admin.Token, nil), 200, "")
			return fmt.Sprint(namesOf(u.List("roles")), namesOf(u.List("locations")))
		}
		approver, member := []string{w.Role("Approver")}, []string{w.Role("Member")}

		outcomes(t, "give", bulk(w, w.Admin, "update", map[string]any{"add_role_ids": approver, "add_location_ids": []string{perth}}, ann, bo), "", "")
		if show(ann) != "[Approver Member] [Perth]" || show(bo) != "[Approver Member] [Perth]" {
			t.Errorf("after giving: %s, %s", show(ann), show(bo))
		}
		outcomes(t, "take", bulk(w, w.Admin, "update", map[string]any{"remove_role_ids": member, "remove_location_ids": []string{perth}}, ann), "")
		if show(ann) != "[Approver] []" {
			t.Errorf("after taking: %s", show(ann))
		}
		outcomes(t, "take the only one", bulk(w, w.Admin, "update", map[string]any{"remove_role_ids": approver}, ann, bo), "last_role", "")
		w.API.Want(w.API.Call("POST", w.Path+"/users/bulk/update", w.Admin.Token, map[string]any{"user_ids": []string{ann.UserID}}), 422, "validation_failed")
	})
}

func namesOf(list []any) []string {
	names := []string{}
	for _, one := range list {
		names = append(names, apitest.At(one, "name").(string))
	}
	return names
}

// D04: a list that mixes one's own with what is elsewhere, or nowhere, is refused as a whole.
func TestManyWithAStrangerAmongThemChangeNothing(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w, other := api.Setup("Acme Fleet"), api.Found("Other")
		ann, stranger := w.Holder("Ann"), other.Holder("Stranger")
		offer, _ := w.Invite("Ines", "Member")
		foreign, _ := other.Invite("Fay", "Member")
		nothing := w.NewRole("Nothing")
		refused := func(path string, body map[string]any, pointer, code string) {
			t.Helper()
			api.ChangesNothing(func() {
				a := api.Want(api.Call("POST", w.Path+path, w.Admin.Token, body), 422, "validation_failed")
				if fault := a.List("errors")[0]; apitest.At(fault, "pointer") != pointer || apitest.At(fault, "code") != code {
					t.Errorf("%s: %s", path, a.Body)
				}
			})
		}
		for _, one := range []string{stranger.UserID, id.New[string]()} {
			list := []string{ann.UserID, ann.UserID, one}
			for _, verb := range []string{"suspend", "reactivate", "remove", "update"} {
				body := map[string]any{"user_ids": list}
				if verb == "update" {
					body["add_role_ids"] = []string{nothing}
				}
				refused("/users/bulk/"+verb, body, "/user_ids/2", "user_unknown")
			}
		}
		refused("/users/bulk/update", map[string]any{"user_ids": []string{ann.UserID}, "remove_role_ids": []string{other.Role("Member")}}, "/remove_role_ids/0", "role_unknown")
		refused("/users/bulk/update", map[string]any{"user_ids": []string{ann.UserID}, "add_location_ids": []string{id.New[string]()}}, "/add_location_ids/0", "location_unknown")
		for _, verb := range []string{"resend", "revoke"} {
			refused("/invitations/bulk/"+verb, map[string]any{"invitation_ids": []string{w.InvitationOf(offer), other.InvitationOf(foreign)}}, "/invitation_ids/1", "invitation_unknown")
		}
		outcomes(t, "the twin", bulk(w, w.Admin, "suspend", nil, ann), "")
	})
}

func TestManyInvitationsAreSentAgainAndWithdrawn(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		ines, token := w.Invite("Ines", "Member")
		ivo, _ := w.Invite("Ivo", "Member")
		list := map[string]any{"invitation_ids": []string{w.InvitationOf(ines), w.InvitationOf(ivo)}}
		outcomes(t, "resend", codesOf(w.API.Want(w.API.Call("POST", w.Path+"/invitations/bulk/resend", w.Admin.Token, list), 200, "")), "", "")
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": token}), 410, "invitation_superseded")
		w.API.AwaitLetters(ivo.Email, "Your new link", 1)
		outcomes(t, "revoke", codesOf(w.API.Want(w.API.Call("POST", w.Path+"/invitations/bulk/revoke", w.Admin.Token, list), 200, "")), "", "")
		outcomes(t, "again", codesOf(w.API.Want(w.API.Call("POST", w.Path+"/invitations/bulk/revoke", w.Admin.Token, list), 200, "")), "conflict", "conflict")
		w.API.Want(w.API.Call("GET", user(w, ines), w.Admin.Token, nil), 404, "not_found")
	})
}

func TestManyAskedAgainGetTheFirstAnswer(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		body := map[string]any{"user_ids": usersOf([]apitest.Person{w.Holder("Ann"), w.Admin, w.Holder("Bo")})}
		ask := func(body any) apitest.Answer {
			return w.API.Call(http.MethodPost, w.Path+"/users/bulk/remove", w.Admin.Token, body, "Idempotency-Key", "once")
		}
		first := w.API.Want(ask(body), 200, "")
		if apitest.At(first.JSON, "done") != 2.0 || apitest.At(first.JSON, "failed") != 1.0 {
			t.Errorf("got %s", first.Body)
		}
		w.API.ChangesNothing(func() {
			if again := w.API.Want(ask(body), 200, ""); string(again.Body) != string(first.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
				t.Errorf("got %v %s", again.Header, again.Body)
			}
		})
		w.API.Want(ask(map[string]any{"user_ids": []string{w.Admin.UserID}}), 422, "idempotency_key_reused")
	})
}
