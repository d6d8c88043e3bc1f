package apitest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// toOneAddress is how many mails an address can get within an hour by invitations, from all workspaces together.
const toOneAddress = 10

// One address gets no more invitations than the limit says, from however many workspaces, sent anew or again, by one or
// by many at once; another address is served meanwhile.
func TestMailToOneAddressIsBounded(t *testing.T) {
	for name, run := range map[string]func(*testing.T, *apitest.API){
		"invited by many workspaces": invitedByMany, "sent again by many workspaces": sentAgainByMany, "sent again in bulk": sentAgainInBulk,
		"invited and withdrawn again and again": invitedAndWithdrawn, "another spelling of the address": otherSpelling,
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

// refusedFor fails the test where an answer is not that a limit was reached, with a time to wait.
func refusedFor(t *testing.T, w *apitest.API, a apitest.Answer, limit string) {
	t.Helper()
	refusedForNow(t, w, a)
	if said := strings.Join(a.Header.Values("RateLimit"), ", "); !strings.Contains(said, strconv.Quote(limit)+";r=0") {
		t.Errorf("RateLimit is %q", said)
	}
}

// refusedForNow is refusedFor where an address has had its quota of mails.
func refusedForNow(t *testing.T, w *apitest.API, a apitest.Answer) {
	t.Helper()
	w.Want(a, 429, "rate_limited")
	if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || wait < 1 || wait > 3600 {
		t.Errorf("Retry-After is %q", a.Header.Get("Retry-After"))
	}
}

// mailed invites an address by mail.
func mailed(w *apitest.Workspace, email string) apitest.Answer {
	return w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": email, "name": "Ann", "role_ids": []string{w.Role("Member")},
	})
}

func founded(api *apitest.API, n int) []*apitest.Workspace {
	all := []*apitest.Workspace{api.Setup("The First")}
	for len(all) < n {
		all = append(all, api.Found(fmt.Sprint("Number ", len(all))))
	}
	return all
}

func invitedByMany(t *testing.T, api *apitest.API) {
	all, email := founded(api, toOneAddress+2), apitest.Address("ann")
	for _, w := range all[:toOneAddress] {
		api.Want(mailed(w, email), 201, "")
	}
	for _, w := range all[toOneAddress:] {
		refusedForNow(t, api, mailed(w, email))
		api.Want(mailed(w, apitest.Address("bo")), 201, "")
	}
	api.Clock.Advance(6 * minute) // one tenth of the hour
	w := all[toOneAddress]
	api.Want(mailed(w, email), 201, "")
	refusedForNow(t, api, mailed(all[toOneAddress+1], email))
}

func sentAgainByMany(t *testing.T, api *apitest.API) {
	all, email := founded(api, 4), apitest.Address("ann")
	other := again(all[0], api.Want(mailed(all[0], apitest.Address("bo")), 201, ""))
	sends := []func() apitest.Answer{}
	for _, w := range all {
		sends = append(sends, again(w, api.Want(mailed(w, email), 201, "")))
	}
	for n := range toOneAddress - len(all) {
		api.Want(sends[n%len(all)](), 200, "")
	}
	for _, send := range sends {
		refusedForNow(t, api, send())
	}
	api.Want(other(), 200, "")
}

// again sends the invitation of somebody again, by mail.
func again(w *apitest.Workspace, invited apitest.Answer) func() apitest.Answer {
	return func() apitest.Answer {
		return w.API.Call("POST", w.Path+"/invitations/"+invited.Text("invitation", "id")+"/resend", w.Admin.Token, nil)
	}
}

func sentAgainInBulk(t *testing.T, api *apitest.API) {
	w, email := api.Setup("The First"), apitest.Address("ann")
	ann := api.Want(mailed(w, email), 201, "")
	for range toOneAddress - 1 {
		api.Want(again(w, ann)(), 200, "")
	}
	bo := api.Want(mailed(w, apitest.Address("bo")), 201, "")
	list := map[string]any{"invitation_ids": []string{ann.Text("invitation", "id"), bo.Text("invitation", "id")}}
	outcomes(t, "resend", codesOf(api.Want(api.Call("POST", w.Path+"/invitations/bulk/resend", w.Admin.Token, list), 200, "")), "rate_limited", "")
	refusedForNow(t, api, mailed(api.Found("Elsewhere"), email))
	api.Want(api.Call("POST", w.Path+"/invitations/"+ann.Text("invitation", "id")+"/resend", w.Admin.Token, link), 200, "") // no mail
}

func invitedAndWithdrawn(t *testing.T, api *apitest.API) {
	w, email := api.Setup("The First"), apitest.Address("ann")
	for range toOneAddress {
		made := api.Want(mailed(w, email), 201, "")
		one := made.Text("invitation", "id")
		api.Want(api.Call("POST", w.Path+"/invitations/"+one+"/revoke", w.Admin.Token, nil), 200, "")
	}
	refusedForNow(t, api, mailed(w, email))
	api.Want(mailed(w, apitest.Address("bo")), 201, "")
}

func otherSpelling(t *testing.T, api *apitest.API) {
	all, email := founded(api, toOneAddress+1), apitest.Address("ann")
	for n, w := range all[:toOneAddress] {
		api.Want(mailed(w, []string{email, strings.ToUpper(email)}[n%2]), 201, "")
	}
	last := all[toOneAddress]
	refusedForNow(t, api, mailed(last, strings.ToUpper(email)))
	refusedForNow(t, api, mailed(last, email))
	api.Want(mailed(last, "X"+email), 201, "")
}
