package faults_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// counted gives how many of a list of a workspace there are by what a function says of each.
func counted(w *apitest.Workspace, path string, by func(one any) any) string {
	n := map[string]int{}
	for cursor := ""; ; {
		page := w.API.Want(w.API.Call("GET", w.Path+path+"limit=200&cursor="+cursor, w.Admin.Token, nil), 200, "")
		for _, one := range page.List("data") {
			n[fmt.Sprint(by(one))]++
		}
		if cursor = page.Text("next_cursor"); cursor == "" {
			break
		}
	}
	parts := make([]string, 0, len(n))
	for _, name := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, n[name]))
	}
	return strings.Join(parts, ", ")
}

func member(path ...string) func(any) any {
	return func(one any) any { return apitest.At(one, path...) }
}

// The demo world is what people themselves could have made of it: three workspaces, 200 people, in every state.
func TestTheDemoWorldHasEveryState(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		ran := apitest.Command(t, d, []string{"seed"})
		if ran.Code != 0 || ran.Err != "" || !strings.Contains(ran.Out, "3 workspaces, 200 people") || !strings.Contains(ran.Out, app.SeedPassword) {
			t.Fatalf("%+v", ran)
		}
		api := apitest.Start(t, d)
		session := api.Want(api.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": "ada@demo.example", "password": app.SeedPassword}), 200, "")
		admin := apitest.Person{Token: session.Text("access_token")}
		places := api.Want(api.Call("GET", "/api/v1/workspaces", admin.Token, nil), 200, "").List("data")
		want := map[string]struct{ users, invitations, approvals string }{
			"Acme Fleet": {
				"active 83, invited 19, pending_approval 9, suspended 7",
				"accepted 98, declined 2, expired 5, pending 14, revoked 2", "approved 91, cancelled 6, expired 2, pending 28, rejected 2",
			},
			"Corner Bakery":     {"active 18, invited 3, suspended 1", "accepted 18, expired 1, pending 2", ""},
			"Northwind Rentals": {"active 47, invited 10, suspended 3", "accepted 49, declined 1, expired 2, pending 8, revoked 1", ""},
		}
		var first *apitest.Workspace
		for _, place := range places {
			name := apitest.At(place, "name").(string)
			w := &apitest.Workspace{API: api, ID: apitest.At(place, "id").(string), Admin: admin}
			w.Path = "/api/v1/workspaces/" + w.ID
			if got := counted(w, "/users?", member("status")); got != want[name].users {
				t.Errorf("%v: users: %s, want %s", name, got, want[name].users)
			}
			if got := counted(w, "/invitations?", member("status")); got != want[name].invitations {
				t.Errorf("%v: invitations: %s, want %s", name, got, want[name].invitations)
			}
			if got := counted(w, "/approvals?", member("state")); got != want[name].approvals {
				t.Errorf("%v: approvals: %s, want %s", name, got, want[name].approvals)
			}
			api.CheckInvariants(w)
			if name == "Acme Fleet" {
				first = w
			}
		}
		if got := counted(first, "/invitations?status=pending&", member("delivery")); got != "sent 10, undeliverable 4" {
			t.Errorf("the mails: %s", got)
		}
		if got := counted(first, "/roles?", member("name")); got != "Admin 1, Approver 1, Auditor 1, Customer Success 1, Depot Manager 1, Member 1" {
			t.Errorf("the roles: %s", got)
		}
		both := regexp.MustCompile(`(?s)Northwind Rentals.*?(\S+) +Approver`).FindStringSubmatch(ran.Out)[1]
		two := api.Want(api.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": both, "password": app.SeedPassword}), 200, "")
		if n := len(api.Want(api.Call("GET", "/api/v1/me", two.Text("access_token"), nil), 200, "").List("workspaces")); n != 2 {
			t.Errorf("Ben has %d places, want 2", n)
		}
		again := apitest.Command(t, d, []string{"seed"})
		if again.Code != 1 || again.Out != "" || !strings.Contains(again.Err, "holds an account already") || strings.Count(again.Err, "\n") != 1 {
			t.Errorf("a second time: %+v", again)
		}
	})
}

// It is made in development only, and never where mail would really leave.
func TestTheDemoWorldIsRefusedWherePeopleAreReal(t *testing.T) {
	d := testkit.NewSQLite(t)
	production := apitest.Command(t, d, []string{"seed"}, "GATEHOUSE_ENV=production", "GATEHOUSE_PUBLIC_URL=https://gatehouse.example.com")
	if production.Code != 1 || !strings.Contains(production.Err, "this is production") {
		t.Errorf("in production: %+v", production)
	}
	mail := apitest.Command(t, d, []string{"seed"}, "GATEHOUSE_SMTP_URL=smtp://127.0.0.1:2525?tls=none")
	if mail.Code != 1 || !strings.Contains(mail.Err, "a mail server is set") {
		t.Errorf("with a mail server: %+v", mail)
	}
	w := apitest.Start(t, d)
	if n := w.Count("accounts", "1 = 1"); n != 0 {
		t.Errorf("%d accounts were made", n)
	}
}
