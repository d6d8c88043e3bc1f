package apitest_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// What one workspace can have under way is bounded for every way of inviting, and never exceeded, however many ask at once: J08.
func TestLimitsOfAWorkspace(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_MAX_PENDING_INVITATIONS=6", "GATEHOUSE_BULK_MAIL_RATE=1000")
		w := api.Setup("Acme Fleet")
		six := checked(t, w, w.Admin, table(many(7)...))
		if limit := apitest.At(six.JSON, "limits", "pending_invitations", "limit"); limit != float64(6) {
			t.Errorf("the limits are %v", six.JSON["limits"])
		}
		api.ChangesNothing(func() { api.Want(act(w, w.Admin, six, "start"), 409, "limit_reached") })
		var answers sync.Map
		var wait sync.WaitGroup
		for n := range 20 {
			wait.Go(func() {
				a, err := api.Try("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
					"email": apitest.Address("one"), "name": "One", "role_ids": []string{w.Role("Member")}, "deliver": "link",
				})
				answers.Store(n, fmt.Sprint(a.Status, a.Code(), err))
			})
		}
		wait.Wait()
		made := 0
		answers.Range(func(_, a any) bool {
			if a == "201<nil>" {
				made++
			} else if a != "409limit_reached<nil>" {
				t.Errorf("got %v", a)
			}
			return true
		})
		if n := api.Count("invitations", "status = 'pending'"); n != 6 || made != 6 {
			t.Errorf("%d are open, %d were made, and 6 is the limit", n, made)
		}
		five := checked(t, w, w.Admin, table(many(1)...))
		api.Want(act(w, w.Admin, five, "start"), 409, "limit_reached")
		first := api.Want(api.Call("GET", w.Path+"/invitations?limit=1", w.Admin.Token, nil), 200, "").List("data")[0]
		api.Want(api.Call("POST", w.Path+"/invitations/"+fmt.Sprint(apitest.At(first, "id"))+"/revoke", w.Admin.Token, nil), 200, "")
		wantState(t, ran(t, w, w.Admin, five), "done", map[string]int{"done_rows": 1})
		api.CheckInvariants(w)
	})
}

// Mails of a day are bounded for invitations, and nothing else waits for them.
func TestMailsOfADay(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_MAX_MAILS_PER_DAY=8")
		w := api.Setup("Acme Fleet")
		w.Update(map[string]any{"approval_policy": "never"})
		mailed := func() apitest.Answer {
			return api.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
				"email": apitest.Address("one"), "name": "One", "role_ids": []string{w.Role("Member")},
			})
		}
		for range 8 {
			api.Want(mailed(), 201, "")
		}
		api.Want(mailed(), 409, "limit_reached")
		api.Want(w.Offer(w.Admin, apitest.Address("by link"), "By Link", "Member"), 201, "")
		api.Want(api.Call("POST", "/api/v1/auth/password-resets", "", map[string]any{"email": w.Admin.Email}), 202, "")
		api.AwaitLetters(w.Admin.Email, "password", 1)
		api.Clock.Advance(24 * hour)
		w.Admin.Token = api.SignIn(w.Admin.Email)
		api.Want(mailed(), 201, "")
	})
}

// Mails of bulk invitations leave at their rate, in equal shares of the workspaces, and a single one never waits for them.
func TestBulkMailHoldsUpNobody(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_BULK_MAIL_RATE=4")
		first, second := api.Setup("Acme Fleet"), api.Found("Other Tenant")
		left := func(w *apitest.Workspace) int {
			return api.Count("mails", "for_workspace = '"+w.ID+"' AND bulk AND status = 'sent'")
		}
		ran(t, first, first.Admin, checked(t, first, first.Admin, table(many(60)...)))
		ran(t, second, second.Admin, checked(t, second, second.Admin, table(many(6)...)))
		single := apitest.Address("single")
		api.Want(api.Call("POST", first.Path+"/invitations", first.Admin.Token, map[string]any{
			"email": single, "name": "Single", "role_ids": []string{first.Role("Member")},
		}), 201, "")
		api.AwaitLetters(single, "invited", 1)
		if n := left(first); n >= 60 {
			t.Errorf("all %d mails of the bulk had left by then", n)
		}
		apitest.Eventually(t, 30*time.Second, "the second workspace has its share", func() bool { return left(second) == 6 })
		if n := left(first); n >= 60 {
			t.Errorf("the second one waited for all %d of the first", n)
		}
	})
}

// One address is spared, whichever workspaces invite it: F08. Nobody is left out of a file for it: their mail waits.
func TestAnAddressIsSparedByAllFiles(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_BULK_MAIL_RATE=1000", "GATEHOUSE_RATE_LIMITS=on")
		w := api.Setup("Acme Fleet")
		victim := apitest.Address("victim")
		for n := range 10 {
			other := api.Found(fmt.Sprint("Tenant ", n))
			ran(t, other, other.Admin, checked(t, other, other.Admin, table(victim+",Vic,Member,,")))
		}
		i := ran(t, w, w.Admin, checked(t, w, w.Admin, table(victim+",Vic,Member,,", many(1)[0])))
		wantState(t, i, "done", map[string]int{"done_rows": 2, "failed_rows": 0})
		sent := func(to string) int { return api.Count("mails", to+" AND status = 'sent'") }
		mine, others := "for_workspace = '"+w.ID+"'", "recipient = '"+victim+"'"
		apitest.Eventually(t, 30*time.Second, "the others leave", func() bool { return sent(others) == 10 && sent(mine+" AND kind = 'invitation'") == 1 })
		one := api.Want(api.Call("GET", w.Path+"/invitations?q="+victim, w.Admin.Token, nil), 200, "").List("data")[0]
		if apitest.At(one, "delivery") != "retrying" || apitest.At(one, "delivery_problem") != "address_full" || apitest.At(one, "next_try_at") == nil {
			t.Errorf("the invitation says %v", one)
		}
		api.Clock.Advance(6*minute + time.Second)
		apitest.Eventually(t, 30*time.Second, "the one that waited", func() bool { return sent(others) == 11 })
	})
}
