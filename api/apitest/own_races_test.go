package apitest_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// Whoever signs in with the old password while it is being changed has no session once it is: the sign-in came first,
// and its session was ended, or it came second, and was refused.
func TestNoSessionOfTheOldPasswordSurvivesItsChange(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		for range apitest.Rounds(4) {
			bo := w.Holder(apitest.Address("bo"))
			change := apitest.Post(mine+"/password", bo.Token, map[string]any{"current_password": apitest.Password, "new_password": fresh})
			shots := append(apitest.Times(7, apitest.Post(signInPath, "", credentials(bo))), change)
			answers := apitest.Together(t, replicas, shots...)
			apitest.OnlyThese(t, answers, "200", "204", "401 invalid_credentials")
			for _, a := range answers {
				if token := a.Text("access_token"); token != "" {
					everySignedOut(t, replicas, token)
				}
			}
			signedIn(w, bo.Token)
			if n := len(sessionsOf(w, bo.Token)); n != 1 {
				t.Fatalf("%d sessions", n)
			}
		}
	})
}

// Both mailboxes confirm at once, each several times: the address changes once, and both tokens are spent.
func TestMailboxesThatConfirmTogetherChangeTheAddressOnce(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		for range apitest.Rounds(4) {
			bo := w.Holder(apitest.Address("bo"))
			wish := apitest.Address("moved")
			old, anew := w.API.PlantMove(bo.Email, wish)
			say := func(token string) apitest.Shot {
				return apitest.Post(mine+"/email/confirm", "", map[string]any{"token": token})
			}
			a, b := apitest.Race(t, replicas, 4, say(old), say(anew))
			tally := apitest.OnlyThese(t, append(a, b...), "200", "410 email_change_invalid")
			changed := 0
			for _, answer := range append(a, b...) {
				if apitest.At(answer.JSON, "changed") == true {
					changed++
				}
			}
			if tally["200"] != 2 || changed != 1 {
				t.Fatalf("%d of the answers %v say that it changed", changed, tally)
			}
			if n := w.API.Count("users", "email = ?", wish); n != 1 {
				t.Fatalf("%d users have the address", n)
			}
			w.API.SignIn(wish)
		}
	})
}

// Two people who want the same free address at once: one gets it.
func TestAnAddressIsGivenOnce(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		for range apitest.Rounds(4) {
			wish := apitest.Address("wanted")
			var shots []apitest.Shot
			for range 4 {
				old, anew := w.API.PlantMove(w.Holder(apitest.Address("bo")).Email, wish)
				w.API.Want(confirmMove(w, old), 200, "")
				shots = append(shots, apitest.Post(mine+"/email/confirm", "", map[string]any{"token": anew}))
			}
			tally := apitest.OnlyThese(t, apitest.Together(t, replicas, shots...), "200", "409 email_taken")
			if tally["200"] != 1 {
				t.Fatalf("the answers were %v", tally)
			}
			w.API.SignIn(wish)
		}
	})
}

// everySignedOut asks every process: none of them may still know the session.
func everySignedOut(t *testing.T, replicas []*apitest.API, token string) {
	t.Helper()
	for _, replica := range replicas {
		replica.For(t).Want(replica.For(t).Call("GET", mine, token, nil), 401, "unauthenticated")
	}
}
