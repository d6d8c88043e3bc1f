package faults_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// restored runs the command for somebody, and wants it to go well.
func restored(t *testing.T, d testkit.Database, workspace, email string) string {
	t.Helper()
	ran := apitest.Command(t, d, []string{"restore-admin", workspace, email})
	if ran.Code != 0 || ran.Err != "" {
		t.Fatalf("restore-admin %s %s: %d %s", workspace, email, ran.Code, ran.Err)
	}
	return ran.Out
}

// Whoever somebody was, restore-admin makes them an active Admin, while the server runs; and the log says who did it.
func TestTheOperatorRestoresAnAdmin(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		member, suspended, pending := w.Member("Mia Member", "Member"), w.Member("Sue Suspended", "Admin"), w.Pending("Pia Pending", "Member")
		invited, link := w.Invite("Ines Invited", "Member")
		w.SetStatus(suspended, domain.StatusSuspended)
		for _, p := range []apitest.Person{member, suspended, pending, invited} {
			if out := restored(t, d, "acme-fleet", p.Email); !strings.Contains(out, "is an active Admin of Acme Fleet now") {
				t.Errorf("%s: %s", p.Name, out)
			}
			shown := w.API.Want(w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 200, "")
			if shown.Text("status") != "active" || !holdsAdmin(shown) {
				t.Errorf("%s is %s with %v", p.Name, shown.Text("status"), shown.List("roles"))
			}
		}
		w.API.Want(w.API.Call("PATCH", w.Path, w.API.SignIn(member.Email), map[string]any{"name": "By Mia"}), 200, "")
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/accept", "", map[string]any{"token": link, "password": apitest.Password}), 409, "invitation_accepted")
		log := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?user_id="+pending.UserID+"&limit=2", w.Admin.Token, nil), 200, "").List("data")
		for i, want := range []string{"user.activated", "approval.approved"} {
			if apitest.At(log[i], "type") != want || apitest.At(log[i], "actor", "kind") != "operator" {
				t.Errorf("the log says %v, want %s by the operator", log[i], want)
			}
		}
		again := restored(t, d, w.ID, member.Email)
		if !strings.Contains(again, "already") || strings.Contains(again, "http") {
			t.Errorf("the second time it says: %s", again)
		}
		w.API.CheckInvariants(w)
	})
}

// Somebody whom the installation does not know gets an account, and a link that sets its password.
func TestTheOperatorRestoresAStranger(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		out := restored(t, d, "acme-fleet", "new.admin@example.com")
		_, token, found := strings.Cut(out, "/reset-password#token=")
		if !found {
			t.Fatalf("no link: %s", out)
		}
		set := map[string]any{"token": strings.TrimSpace(token), "password": apitest.Password}
		w.API.Want(w.API.Call("POST", "/api/v1/auth/password-resets/confirm", "", set), 204, "")
		w.API.Want(w.API.Call("POST", "/api/v1/auth/password-resets/confirm", "", set), 410, "reset_invalid")
		w.API.Want(w.API.Call("GET", w.Path+"/audit-events", w.API.SignIn("new.admin@example.com"), nil), 200, "")
		w.API.CheckInvariants(w)
	})
}

// What cannot be done is said in one line, changes nothing, and ends with an exit code.
func TestTheOperatorIsToldWhatIsWrong(t *testing.T) {
	d := testkit.NewSQLite(t)
	w := apitest.Start(t, d).Setup("Acme Fleet")
	for _, c := range []struct{ workspace, email, says string }{
		{"acme", w.Admin.Email, `no workspace is called "acme"`},
		{"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e", w.Admin.Email, "no workspace is called"},
		{"acme-fleet", "ada", `"ada" is no e-mail address`},
	} {
		ran := apitest.Command(t, d, []string{"restore-admin", c.workspace, c.email})
		if ran.Code != 1 || ran.Out != "" || !strings.Contains(ran.Err, c.says) || strings.Count(ran.Err, "\n") != 1 {
			t.Errorf("%+v: %+v", c, ran)
		}
	}
	if ran := apitest.Command(t, d, []string{"restore-admin", "acme-fleet"}); ran.Code == 0 || !strings.Contains(ran.Err, "<email>") {
		t.Errorf("without an address: %+v", ran)
	}
	hold, err := d.Plain(t).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = hold.Rollback() }()
	if _, err := hold.Exec("UPDATE workspaces SET name = name"); err != nil {
		t.Fatal(err)
	}
	ran := apitest.Command(t, d, []string{"restore-admin", "acme-fleet", "new@example.com"})
	if ran.Code != 1 || !strings.Contains(ran.Err, "stop the server") {
		t.Errorf("with the file held by somebody else: %+v", ran)
	}
}

func holdsAdmin(user apitest.Answer) bool {
	for _, role := range user.List("roles") {
		if apitest.At(role, "name") == "Admin" {
			return true
		}
	}
	return false
}
