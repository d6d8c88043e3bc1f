package faults_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Killed at a random moment of deciding many requests, and asked again with the same key: the answer is definite, each
// request is decided once, and what was decided before the kill says so, by the same person.
func TestKilledInTheMiddleOfManyDecisionsEachIsDecidedOnce(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(t *testing.T, j *job) {
		const people = 30
		p := j.processes[0]
		j.setUp(p)
		for round := range apitest.Rounds(2) {
			list := make([]map[string]any, people)
			for n := range people {
				person := j.invite(p, fmt.Sprintf("Person %d", n))
				approval := apitest.At(j.find(p, person), "approval", "id")
				list[n] = map[string]any{"approval_id": approval, "decision": []string{"approve", "reject"}[n%2]}
			}
			go func() {
				time.Sleep(rand.N(60 * time.Millisecond)) //nolint:gosec // any moment
				p.Kill()
			}()
			a := j.post(p, j.path+"/approvals/decide", j.admin.Token, map[string]any{"decisions": list})
			before := 0
			for n, r := range a.List("results") {
				state := []string{"approved", "rejected"}[n%2]
				if apitest.At(r, "code") == "already_decided" {
					before++
				}
				if apitest.At(r, "state") != state || apitest.At(r, "decision", "by") != j.admin.Name {
					t.Errorf("the outcome %d is %v", n, r)
				}
			}
			if a.Status != 200 || len(a.List("results")) != people || a.JSON["done"] != float64(people-before) {
				t.Fatalf("the answer is %d %s", a.Status, a.Body)
			}
			t.Logf("%d were decided before the kill", before)
			time.Sleep(80 * time.Millisecond) // the kill has come, in time or too late
			for _, kind := range []string{"approval.approved", "approval.rejected"} {
				j.get(p, j.path+"/users?limit=1") // starts it again
				if n := p.Count("audit_events", "type = ?", kind); n != (round+1)*people/2 {
					t.Errorf("%s was recorded %d times", kind, n)
				}
			}
		}
		apitest.Invariants(t, p.Plain())
	})
}
