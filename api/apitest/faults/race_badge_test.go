package faults_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const decisions = 200

// The badge never says something impossible while many decide at once, equals the list afterwards, and is only
// for those who may decide.
func TestTheBadgeEqualsTheListAfterManyDecisions(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		approver, member := w.Member("Ann Approver", "Approver"), w.Member("Max Member", "Member")
		approvals := requests(t, replicas, w)
		if got := badge(w.API, w, approver.Token); got != float64(decisions) {
			t.Fatalf("the badge says %v, want %d", got, decisions)
		}
		var next atomic.Int64
		var workers sync.WaitGroup
		for n := range 8 {
			workers.Go(func() { decide(t, replicas[n%len(replicas)], w, approvals, &next, n) })
		}
		last := float64(decisions)
		for seen := last; next.Load() < decisions-20; seen = last {
			last, _ = badge(replicas[len(replicas)-1], w, approver.Token).(float64)
			if last < 0 || last > seen {
				t.Errorf("the badge went from %v to %v while requests were decided", seen, last)
			}
		}
		workers.Wait()
		w.API.CheckInvariants(w)
		left := decisions / 10
		if got := badge(w.API, w, approver.Token); got != float64(left) {
			t.Errorf("the badge says %v, want %d", got, left)
		}
		if got := badge(w.API, w, member.Token); got != nil {
			t.Errorf("a member sees the badge %v", got)
		}
	})
}

func badge(api *apitest.API, w *apitest.Workspace, token string) any {
	return apitest.At(api.Want(api.Call("GET", w.Path+"/users/summary", token, nil), 200, "").JSON, "pending_approvals")
}

// requests invites people, whose approvals wait at once, and gives the paths of the approvals.
func requests(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) []string {
	t.Helper()
	var out []string
	for len(out) < decisions {
		shots := make([]apitest.Shot, 20)
		for i := range shots {
			shots[i] = inviting(w, apitest.Address("wait"))
		}
		for _, a := range apitest.Together(t, replicas, shots...) {
			if a.Status != 201 {
				t.Fatalf("inviting gave %d %s", a.Status, a.Body)
			}
			out = append(out, w.Path+"/approvals/"+a.Text("approval", "id"))
		}
	}
	return out
}

// decide approves and rejects nine of ten requests, and each of them twice.
func decide(t *testing.T, api *apitest.API, w *apitest.Workspace, approvals []string, next *atomic.Int64, n int) {
	for {
		i := int(next.Add(1)) - 1
		if i >= len(approvals) {
			return
		}
		if i%10 == 9 {
			continue
		}
		verb := map[bool]string{true: "/approve", false: "/reject"}[(i+n)%2 == 0]
		for again, want := range []string{"200", "409"} {
			a, err := api.Try("POST", approvals[i]+verb, w.Admin.Token, map[string]any{})
			if err != nil || fmt.Sprint(a.Status) != want {
				t.Errorf("deciding (%d) gave %d %s %v, want %s", again, a.Status, a.Body, err, want)
			}
		}
	}
}
