package apitest_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// Many decisions at once are as many single ones, each with its own outcome: R05, R06, R28, and attacks B05, B06, D04.
func TestDecidingInBulk(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Each has its own outcome, in the order of the request", Run: bulkOutcomes},
		{Name: "What one may not decide stops nothing else", Run: bulkCeiling},
		{Name: "Roles, note, reason and telling go with each decision", Run: bulkDetails},
		{Name: "A list that names another workspace's request does nothing", Run: bulkForeign},
		{Name: "A request twice, or a list that says too much, is refused whole", Run: bulkMalformed},
		{Name: "Two hundred at once", Run: bulkMany},
		{Name: "The same key gives the first answer again", Run: bulkReplay},
		{Name: "The list shows what the caller may decide, and who decided what", Run: decidableAndDecided},
	})
}

func decide(w *apitest.Workspace, by apitest.Person, list ...map[string]any) apitest.Answer {
	return w.API.Call("POST", w.Path+"/approvals/decide", by.Token, decisions(list...))
}

// outcomesOf says what the results of an answer are, such as "200 approved" or "409 rejected already_decided".
func outcomesOf(a apitest.Answer) []string {
	list := []string{}
	for _, r := range a.List("results") {
		text := fmt.Sprintf("%v %v", apitest.At(r, "status"), apitest.At(r, "state"))
		if code := apitest.At(r, "code"); code != nil {
			text += fmt.Sprintf(" %v", code)
		}
		list = append(list, text)
	}
	return list
}

func wantOutcomes(t *testing.T, a apitest.Answer, done, failed int, want ...string) {
	t.Helper()
	if fmt.Sprint(outcomesOf(a)) != fmt.Sprint(want) || a.JSON["done"] != float64(done) || a.JSON["failed"] != float64(failed) {
		t.Errorf("got %v, want %d done, %d failed, %v: %s", outcomesOf(a), done, failed, want, a.Body)
	}
}

func bulkOutcomes(t *testing.T, w *apitest.Workspace) {
	ben := w.Member("Ben", "Admin")
	ann, bob, cid := w.Pending("Ann", "Member"), w.Pending("Bob", "Member"), w.Pending("Cid", "Member")
	list := []map[string]any{approving(w, ann), rejecting(w, bob), approving(w, cid)}
	w.API.Want(w.Reject(ben, bob), 200, "")
	var answer apitest.Answer
	w.Records(func() { answer = w.API.Want(decide(w, w.Admin, list...), 200, "") },
		"approval.approved", "user.activated", "approval.approved", "user.activated")
	wantOutcomes(t, answer, 2, 1, "200 approved", "409 rejected already_decided", "200 approved")
	for n, by := range []string{w.Admin.Name, ben.Name, w.Admin.Name} {
		r := answer.List("results")[n]
		if apitest.At(r, "id") != list[n]["approval_id"] || apitest.At(r, "decision", "by") != by || apitest.At(r, "decision", "at") == nil {
			t.Errorf("the outcome %d is %v", n, r)
		}
	}
	w.API.SignIn(ann.Email)
	w.API.AwaitLetters(cid.Email, "You now have access", 1)
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+bob.UserID, w.Admin.Token, nil), 404, "not_found")
}

func bulkCeiling(t *testing.T, w *apitest.Workspace) {
	abe := w.Holder("Abe", "users:read", "approvals:read", "approvals:decide", "users:invite")
	w.Member("Second Approver", "Approver")
	ann := w.Pending("Ann", "Admin")
	bob := w.Pending("Bob", nothing(w))
	own, _ := w.InviteAs(abe, "Own", nothing(w))
	w.Update(map[string]any{"four_eyes": true})
	answer := w.API.Want(decide(w, abe, approving(w, ann), approving(w, own), approving(w, bob)), 200, "")
	wantOutcomes(t, answer, 1, 2, "403 pending role_above_own", "403 pending four_eyes", "200 approved")
	answer = w.API.Want(decide(w, abe, rejecting(w, own), rejecting(w, ann)), 200, "")
	wantOutcomes(t, answer, 2, 0, "200 rejected", "200 rejected")
	lacking := w.Holder("Lia", "users:read", "approvals:read")
	cid := w.Pending("Cid", "Member")
	w.API.Want(decide(w, lacking, approving(w, cid)), 403, "permission_denied")
	w.API.Want(decide(w, w.Admin, approving(w, cid)), 200, "")
}

func bulkDetails(t *testing.T, w *apitest.Workspace) {
	ann, bob := w.Pending("Ann", "Member"), w.Pending("Bob", "Member")
	answer := w.API.Want(decide(w, w.Admin,
		and(and(approving(w, ann), "role_ids", []string{w.Role("Approver")}), "note", "known from Perth"),
		and(and(rejecting(w, bob), "reason", "nobody knows you"), "notify", true)), 200, "")
	wantOutcomes(t, answer, 2, 0, "200 approved", "200 rejected")
	if note := apitest.At(answer.List("results")[0], "decision", "note"); note != "known from Perth" {
		t.Errorf("the note is %v", note)
	}
	roles := w.API.Call("GET", w.Path+"/users/"+ann.UserID, w.Admin.Token, nil).List("roles")
	if len(roles) != 1 || apitest.At(roles[0], "name") != "Approver" {
		t.Errorf("Ann's roles are %v", roles)
	}
	w.API.AwaitLetters(bob.Email, "Your request to join", 1)
}

func bulkForeign(t *testing.T, w *apitest.Workspace) {
	other := w.API.Found("Elsewhere")
	ann, theirs := w.Pending("Ann", "Member"), other.Pending("Theirs", "Member")
	foreign := approving(other, theirs)
	w.API.ChangesNothing(func() {
		for _, one := range []map[string]any{foreign, and(rejecting(other, theirs), "approval_id", unknownID)} {
			refused := w.API.Want(decide(w, w.Admin, approving(w, ann), one), 422, "validation_failed")
			wrong := refused.List("errors")
			if len(wrong) != 1 || apitest.At(wrong[0], "pointer") != "/decisions/1/approval_id" || apitest.At(wrong[0], "code") != "approval_unknown" {
				t.Errorf("wrong is %v", wrong)
			}
		}
		refused := w.API.Want(decide(w, w.Admin, and(approving(w, ann), "role_ids", []string{other.Role("Member")})), 422, "validation_failed")
		if wrong := refused.List("errors"); apitest.At(wrong[0], "pointer") != "/decisions/0/role_ids/0" || apitest.At(wrong[0], "code") != "role_unknown" {
			t.Errorf("wrong is %v", wrong)
		}
	})
	w.API.Want(decide(w, w.Admin, approving(w, ann)), 200, "")
}

func bulkMalformed(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	tooMany := make([]map[string]any, 201)
	for n := range tooMany {
		tooMany[n] = approving(w, ann)
	}
	w.API.ChangesNothing(func() {
		for name, list := range map[string][]map[string]any{
			"/decisions/1/approval_id": {approving(w, ann), rejecting(w, ann)},
			"/decisions/0/decision":    {and(approving(w, ann), "decision", "postpone")},
			"/decisions/0/reason":      {and(approving(w, ann), "reason", "none")},
			"/decisions/0/notify":      {and(approving(w, ann), "notify", true)},
			"/decisions/0/note":        {and(rejecting(w, ann), "note", "none")},
			"/decisions/0/role_ids":    {and(rejecting(w, ann), "role_ids", []string{w.Role("Member")})},
			"/decisions":               tooMany,
		} {
			refused := w.API.Want(decide(w, w.Admin, list...), 422, "validation_failed")
			if got := apitest.At(refused.List("errors")[0], "pointer"); got != name {
				t.Errorf("%s: wrong is %s", name, refused.Body)
			}
		}
		w.API.Want(w.API.Call("POST", w.Path+"/approvals/decide", w.Admin.Token, map[string]any{"decisions": []any{}}), 422, "validation_failed")
		w.API.Want(decide(w, w.Admin, and(approving(w, ann), "workspace_id", w.ID)), 400, "unknown_field")
	})
}

func bulkMany(t *testing.T, w *apitest.Workspace) {
	role, list := nothing(w), []map[string]any{}
	for n := range 200 {
		p, _ := w.Invite(fmt.Sprintf("Person %d", n), role)
		list = append(list, map[string]any{"approval_id": w.ApprovalOf(p), "decision": []string{"approve", "reject"}[n%2]})
	}
	answer := w.API.Want(decide(w, w.Admin, list...), 200, "")
	if answer.JSON["done"] != float64(200) || answer.JSON["failed"] != float64(0) {
		t.Errorf("%v done, %v failed", answer.JSON["done"], answer.JSON["failed"])
	}
	if n := w.API.Count("approvals", "workspace_id = ? AND state = 'pending'", w.ID); n != 0 {
		t.Errorf("%d are left", n)
	}
	w.API.CheckInvariants(w)
}

func bulkReplay(t *testing.T, w *apitest.Workspace) {
	ann, bob := w.Pending("Ann", "Member"), w.Pending("Bob", "Member")
	body := decisions(approving(w, ann), rejecting(w, bob))
	path, key := w.Path+"/approvals/decide", apitest.Address("key")
	first := w.API.Want(w.API.Call("POST", path, w.Admin.Token, body, keyHeader, key), 200, "")
	w.API.ChangesNothing(func() {
		again := w.API.Call("POST", path, w.Admin.Token, body, keyHeader, key)
		if !bytes.Equal(first.Body, again.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("first %s, then %s", first.Body, again.Body)
		}
		other := w.API.Want(w.API.Call("POST", path, w.Admin.Token, body, keyHeader, key+"2"), 200, "")
		wantOutcomes(t, other, 0, 2, "409 approved already_decided", "409 rejected already_decided")
	})
}

func decidableAndDecided(t *testing.T, w *apitest.Workspace) {
	abe := w.Holder("Abe", "users:read", "approvals:read", "approvals:decide", "users:invite")
	reader := w.Holder("Rita", "approvals:read")
	ann := w.Pending("Ann", nothing(w))
	w.InviteAs(abe, "Own", nothing(w))
	count := func(by apitest.Person, query string) int {
		a := w.API.Want(w.API.Call("GET", w.Path+"/approvals?count=true&"+query, by.Token, nil), 200, "")
		if apitest.At(a.JSON, "total", "value") != float64(len(a.List("data"))) {
			t.Errorf("%s: the total is %v", query, apitest.At(a.JSON, "total"))
		}
		return len(a.List("data"))
	}
	w.Update(map[string]any{"four_eyes": true})
	for what, got := range map[string][2]int{
		"all":                           {count(abe, ""), 2},
		"under four eyes":               {count(abe, "decidable=true"), 1},
		"the Admin":                     {count(w.Admin, "decidable=true"), 1}, // invited Ann
		"whoever may decide nothing":    {count(reader, "decidable=true"), 0},
		"whoever looks":                 {count(reader, "decidable=false"), 2},
		"decided ones are decided":      {count(abe, "decidable=true&state=approved"), 0},
		"nothing is decided":            {count(abe, "sort=-decided_at"), 0},
		"those that came by themselves": {count(abe, "source=access_request"), 0},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %d, want %d", what, got[0], got[1])
		}
	}
	w.API.Want(decide(w, abe, and(approving(w, ann), "note", "known")), 200, "")
	bob := w.Pending("Bob", nothing(w))
	w.API.Want(w.Reject(abe, bob), 200, "")
	first := w.API.Want(w.API.Call("GET", w.Path+"/approvals?sort=-decided_at&limit=1", reader.Token, nil), 200, "")
	second := w.API.Want(w.API.Call("GET", w.Path+"/approvals?sort=-decided_at&limit=1&cursor="+first.Text("next_cursor"), reader.Token, nil), 200, "")
	for n, want := range []map[string]any{{"state": "rejected", "by": "Abe"}, {"state": "approved", "by": "Abe", "note": "known"}} {
		shown := []apitest.Answer{first, second}[n].List("data")
		for name, value := range want {
			if len(shown) != 1 || apitest.At(shown[0], "decision", name) != value || apitest.At(shown[0], "decision", "at") == nil {
				t.Errorf("decided %d shows %v", n, shown)
			}
		}
	}
}
