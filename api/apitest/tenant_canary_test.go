package apitest_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
)

// canary stands in every field of one workspace, and may be seen nowhere in another.
const canary = "kanarie"

// One workspace is full of a word, the other does everything that there is to do: the word is in none of its
// answers, mails, events and entries.
func TestNothingOfOneTenantIsSeenInAnother(t *testing.T) {
	twoTenants(t, func(t *testing.T, w, other *apitest.Workspace) {
		both := fill(other)
		if a := other.API.Call("GET", other.Path+"/users?q="+canary, other.Admin.Token, nil); len(a.List("data")) == 0 {
			t.Fatalf("the word is not where it should be: %s", a.Body)
		}
		stream := apitest.OpenStream(t, w.API, w.Path+"/events", w.Admin.Token)
		silent := func(what string, body []byte) {
			if text := strings.ToLower(string(body)); strings.Contains(text, canary) || strings.Contains(text, other.ID) {
				t.Errorf("%s shows another tenant: %s", what, body)
			}
		}
		for _, op := range w.API.Operations {
			if op.Entry == web.EntryPublic {
				continue
			}
			c := goodCall(w, t, op)
			a := c.good(w)
			silent(op.ID, a.Body)
			silent(op.ID, []byte(fmt.Sprint(a.Header)))
		}
		for _, path := range []string{"/users?q=" + canary, "/users?count=true", "/invitations?q=" + canary, "/approvals", "/users/summary"} {
			silent(path, w.API.Call("GET", w.Path+path, w.Admin.Token, nil).Body)
		}
		inviteFromElsewhere(t, w, both, silent)
		silent("the audit log", []byte(strings.Join(w.API.Texts("audit_events", "for_workspace", w.ID), "\n")))
		silent("the live events", []byte(fmt.Sprint(stream.Seen())))
		apitest.Eventually(t, 15*time.Second, "the mails leave", func() bool { return w.API.Count("mails", "status IN ('queued', 'retrying')") == 0 })
		for _, l := range w.API.Texts("local_mails", "text", "Acme Fleet") {
			silent("a mail", []byte(l))
		}
		for _, l := range w.API.Texts("local_mails", "text", canary) {
			if strings.Contains(l, "Acme Fleet") {
				t.Errorf("a mail names both tenants: %s", l)
			}
		}
	})
}

// fill puts the word into every field of a workspace, and gives somebody who is active there.
func fill(w *apitest.Workspace) apitest.Person {
	word := func(rest string) string { return canary + " " + rest }
	w.Update(map[string]any{"name": word("Fleet"), "own_domains": []string{canary + ".example"}, "invitation_ttl_hours": 48})
	location := w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{
		"name": word("Depot"), "address": word("Road 1"), "timezone": "Australia/Sydney",
	}), 201, "").Text("id")
	role := w.NewRole(word("Role"))
	offer := func(email, name string) apitest.Answer {
		return w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": email, "name": name, "role_ids": []string{role, w.Role("Member")}, "location_ids": []string{location},
			"message": word("welcome"), "deliver": "link",
		}), 201, "")
	}
	offer(apitest.Address(canary), word("Invited"))
	rejected := offer(apitest.Address(canary), word("Rejected"))
	w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+rejected.Text("approval", "id")+"/reject", w.Admin.Token,
		map[string]any{"reason": word("reason"), "notify": true}), 200, "")
	both := apitest.Person{Name: word("Both"), Email: apitest.Address("both")}
	made := offer(both.Email, both.Name)
	w.API.Want(w.API.Accept(apitest.TokenOf(made)), 200, "")
	w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+made.Text("approval", "id")+"/approve", w.Admin.Token,
		map[string]any{"note": word("note")}), 200, "")
	both.Token = w.API.SignIn(both.Email)
	return both
}

// inviteFromElsewhere: whoever invites somebody learns nothing of where else they have a place, and neither does
// the invited person's place here.
func inviteFromElsewhere(t *testing.T, w *apitest.Workspace, both apitest.Person, silent func(string, []byte)) {
	t.Helper()
	known := w.API.Want(w.Offer(w.Admin, both.Email, "Bea Both", "Member"), 201, "")
	nobody := w.API.Want(w.Offer(w.Admin, apitest.Address("both"), "Bea Both", "Member"), 201, "")
	silent("inviting somebody from elsewhere", known.Body)
	if a, b := shape(known), shape(nobody); a != b {
		t.Errorf("inviting somebody from elsewhere gives\n%s\nand somebody new\n%s", a, b)
	}
	silent("looking at their link", w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": apitest.TokenOf(known)}).Body)
	taken := w.API.Want(w.API.AcceptAs(both, apitest.TokenOf(known)), 200, "")
	silent("their yes", taken.Body)
	silent("their place", w.API.Call("GET", w.Path+"/users/"+taken.Text("user", "id"), w.Admin.Token, nil).Body)
	waiting := w.API.Want(w.API.Call("GET", w.Path+"/approvals?state=pending", w.Admin.Token, nil), 200, "")
	silent("their request", waiting.Body)
	silent("letting them in", w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(apitest.Person{UserID: taken.Text("user", "id")})+"/approve",
		w.Admin.Token, map[string]any{}).Body)
}

var (
	uuids   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	moments = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)
	secrets = regexp.MustCompile(`#token=[A-Za-z0-9_-]+`)
	digits  = regexp.MustCompile(`\.\d+@`)
)

// shape is an answer without what differs from one to the next.
func shape(a apitest.Answer) string {
	text := uuids.ReplaceAllString(string(a.Body), "id")
	return digits.ReplaceAllString(secrets.ReplaceAllString(moments.ReplaceAllString(text, "time"), "#token"), ".n@")
}
