package apitest_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// The main job, from set-up to the approved person signed in, in both orders of the two gates.
func TestTheMainJob(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		bo := w.Member("Bo Brown", "Member")
		me := api.Want(api.Call("GET", "/api/v1/me", bo.Token, nil), 200, "")
		if place := me.List("workspaces")[0]; apitest.At(place, "status") != "active" {
			t.Errorf("bo's place is %v, want active", place)
		}

		cleo, token := w.Invite("Cleo Chan", "Approver")
		api.Want(api.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(cleo)+"/approve", w.Admin.Token, map[string]any{}), 200, "")
		answer := api.Want(api.Accept(token), 200, "")
		if answer.Text("status") != "active" || answer.Text("session", "access_token") == "" {
			t.Errorf("approved first, accepting gives %s, want an active user with a session", answer.Body)
		}
		api.SignIn(cleo.Email)
	})
}
