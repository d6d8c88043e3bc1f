package apitest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// What makes the house send mail is bounded by whom it goes to, by where the wish comes from and by workspace, each beside
// somebody who is served.
func TestWhatSendsMailIsBounded(t *testing.T) {
	for name, run := range map[string]func(*testing.T, *apitest.API){
		"passwords for one address": resetsOfOne, "wishes from one place": mailsFromOne, "invitations of one workspace": invitationsOfOne,
		"another address for one account": movesOfOne,
	} {
		t.Run(name, func(t *testing.T) {
			testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
				api := apitest.Start(t, d, "GATEHOUSE_RATE_LIMITS=on")
				api.Clock.Stop()
				run(t, api)
			})
		})
	}
}

func wantReset(api *apitest.API, email string) apitest.Answer {
	return api.Call("POST", askReset, "", map[string]any{"email": email})
}

// Whether there is an account does not show.
func resetsOfOne(t *testing.T, api *apitest.API) {
	w := api.Setup("Acme Fleet")
	for _, email := range []string{w.Admin.Email, apitest.Address("nobody")} {
		for n := range 3 {
			api.Want(wantReset(api, []string{email, strings.ToUpper(email)}[n%2]), 202, "")
		}
		refusedFor(t, api, wantReset(api, email), web.LimitReset)
		refusedFor(t, api, wantReset(api, strings.ToUpper(email)), web.LimitReset)
		api.Want(wantReset(api, apitest.Address("other")), 202, "")
	}
	api.AwaitLetters(w.Admin.Email, setAnew, 3)
	api.Clock.Advance(5 * minute)
	api.Want(wantReset(api, w.Admin.Email), 202, "")
	refusedFor(t, api, wantReset(api, w.Admin.Email), web.LimitReset)
}

func mailsFromOne(t *testing.T, api *apitest.API) {
	w := api.Setup("Acme Fleet")
	slug := opened(w)
	ann := w.Pending("Ann", "Member")
	_, token := w.Invite("Bo", "Member")
	kinds := []func() apitest.Answer{
		func() apitest.Answer { return wantReset(api, apitest.Address("nobody")) },
		func() apitest.Answer { return post(w, asksNew, token) },
		func() apitest.Answer {
			return api.Call("POST", "/api/v1/workspaces/"+slug+"/access-requests", "", wish(apitest.Address("ash")))
		},
	}
	for n := range 20 {
		api.Want(kinds[n%len(kinds)](), 202, "")
	}
	remind := func() apitest.Answer { return api.Call("POST", watch+"/remind", ann.PendingToken, nil) }
	for _, kind := range append(kinds, remind) {
		refusedFor(t, api, kind(), web.LimitMail)
	}
	api.Want(post(w, lookups, token), 200, "") // what sends no mail is served
	api.Clock.Advance(30 * second)             // one twentieth
	api.Want(remind(), 200, "")
	refusedFor(t, api, kinds[0](), web.LimitMail)
}

func invitationsOfOne(t *testing.T, api *apitest.API) {
	w, other := api.Setup("Acme Fleet"), api.Found("Elsewhere")
	w.PlantInvited(w.Role("Member"), 200)
	ids := []string{}
	for _, i := range api.Want(api.Call("GET", w.Path+"/invitations?limit=200", w.Admin.Token, nil), 200, "").List("data") {
		ids = append(ids, apitest.At(i, "id").(string))
	}
	for range 3 {
		done := api.Want(api.Call("POST", w.Path+"/invitations/bulk/resend", w.Admin.Token, map[string]any{"invitation_ids": ids}), 200, "")
		if fmt.Sprint(done.JSON["done"]) != "200" {
			t.Fatalf("%s", done.Body)
		}
	}
	refusedFor(t, api, w.Offer(w.Admin, apitest.Address("ann"), "Ann", "Member"), web.LimitInvite)
	refusedFor(t, api, api.Call("POST", w.Path+"/invitations/"+ids[0]+"/resend", w.Admin.Token, link), web.LimitInvite)
	few := map[string]any{"invitation_ids": ids[:2]}
	outcomes(t, "resend", codesOf(api.Want(api.Call("POST", w.Path+"/invitations/bulk/resend", w.Admin.Token, few), 200, "")), "rate_limited", "rate_limited")
	api.Want(other.Offer(other.Admin, apitest.Address("bo"), "Bo", "Member"), 201, "")
	api.Clock.Advance(6 * second) // one of 600 in an hour
	api.Want(w.Offer(w.Admin, apitest.Address("ann"), "Ann", "Member"), 201, "")
}

func movesOfOne(t *testing.T, api *apitest.API) {
	w := api.Setup("Acme Fleet")
	bo, cy, wished := w.Holder("Bo"), w.Holder("Cy"), apitest.Address("wished")
	for range 10 {
		api.Want(askMove(w, bo.Token, wished), 202, "")
	}
	refusedForNow(t, api, askMove(w, bo.Token, apitest.Address("another")))
	refusedForNow(t, api, askMove(w, cy.Token, wished))
	api.Want(askMove(w, cy.Token, apitest.Address("another")), 202, "")
}
