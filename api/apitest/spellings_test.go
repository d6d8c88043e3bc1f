package apitest_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// spellingsOf gives what all mean one address: upper and lower case, spaces around, and the domain's Unicode.
func spellingsOf(local string) []string {
	return []string{
		local + "@münchen.example", strings.ToUpper(local) + "@MÜNCHEN.example", local + "@xn--mnchen-3ya.example", " " + local + "@XN--MNCHEN-3YA.EXAMPLE ",
		local + "@mu\u0308nchen.example", strings.ToUpper(local[:1]) + local[1:] + "@münchen.EXAMPLE",
	}
}

// However it is spelled, an address is one person, who is invited once.
func TestSpellingsOfAnAddressAreOnePerson(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Every other spelling is told that the first is invited", Run: spelledAgain},
		{Name: "Every other spelling is told that the first is a member", Run: spelledMember},
	})
}

func spelledAgain(t *testing.T, w *apitest.Workspace) {
	for first := range spellingsOf("x") {
		local, _, _ := strings.Cut(apitest.Address("user"), "@")
		all := spellingsOf(local)
		made := w.API.Want(w.Offer(w.Admin, all[first], "Una", "Member"), 201, "")
		if made.Text("email") != all[2] {
			t.Errorf("%q is kept as %q", all[first], made.Text("email"))
		}
		w.API.ChangesNothing(func() {
			for _, other := range all {
				again := w.API.Want(w.Offer(w.Admin, other, "Una Again", "Member"), 409, "already_invited")
				if again.Text("invitation", "id") != made.Text("invitation", "id") {
					t.Errorf("%q is shown %s", other, again.Body)
				}
			}
		})
		onePerson(t, w, all[2])
		w.API.Want(w.Offer(w.Admin, "x"+all[2], "Uma", "Member"), 201, "")
	}
}

func spelledMember(t *testing.T, w *apitest.Workspace) {
	local, _, _ := strings.Cut(apitest.Address("user"), "@")
	all := spellingsOf(local)
	w.Update(map[string]any{"approval_policy": "never"})
	made := w.API.Want(w.Offer(w.Admin, all[1], "Una", "Member"), 201, "")
	w.API.Want(w.API.Accept(apitest.TokenOf(made)), 200, "")
	w.API.ChangesNothing(func() {
		for _, other := range all {
			w.API.Want(w.Offer(w.Admin, other, "Una Again", "Member"), 409, "already_member")
		}
	})
	onePerson(t, w, all[2])
	w.API.Want(w.Offer(w.Admin, "x"+all[2], "Uma", "Member"), 201, "")
	for _, other := range all {
		w.API.Want(w.API.Call("POST", signInPath, "", map[string]any{"email": other, "password": apitest.Password}), 200, "")
	}
}

func onePerson(t *testing.T, w *apitest.Workspace, email string) {
	t.Helper()
	for table, column := range map[string]string{"accounts": "email", "users": "email", "invitations": "email"} {
		if n := w.API.Count(table, "lower("+column+") = ?", email); n != 1 {
			t.Errorf("%d of %s have %s", n, table, email)
		}
	}
}

// All spellings at once are one invitation, and the others are told which.
func TestSpellingsAtOnceAreOneInvitation(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		for range apitest.Rounds(4) {
			local, _, _ := strings.Cut(apitest.Address("user"), "@")
			var shots []apitest.Shot
			for _, email := range append(spellingsOf(local), spellingsOf(local)...) {
				shots = append(shots, apitest.Post(w.Path+"/invitations", w.Admin.Token, map[string]any{
					"email": email, "name": "Una", "role_ids": []string{w.Role("Member")},
				}))
			}
			tally := apitest.OnlyThese(t, apitest.Together(t, replicas, shots...), "201", "409 already_invited")
			if tally["201"] != 1 {
				t.Fatalf("the answers were %v", tally)
			}
			onePerson(t, w, spellingsOf(local)[2])
			if n := w.API.Count("mails", "recipient = ?", spellingsOf(local)[2]); n != 1 {
				t.Errorf("%d mails", n)
			}
		}
		w.API.CheckInvariants(w)
	})
}
