package apitest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
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
	w.Want(a, 429, "rate_limited")
	if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || wait < 1 || wait > 3600 {
		t.Errorf("Retry-After is %q", a.Header.Get("Retry-After"))
	}
	if said := strings.Join(a.Header.Values("RateLimit"), ", "); !strings.Contains(said, strconv.Quote(limit)+";r=0") {
		t.Errorf("RateLimit is %q", said)
	}
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
		api.Want(w.Offer(w.Admin, email, "Ann", "Member"), 201, "")
	}
	for _, w := range all[toOneAddress:] {
		refusedFor(t, api, w.Offer(w.Admin, email, "Ann", "Member"), web.LimitRecipient)
		api.Want(w.Offer(w.Admin, apitest.Address("bo"), "Bo", "Member"), 201, "")
	}
	api.Clock.Advance(6 * minute) // one tenth of the hour
	w := all[toOneAddress]
	api.Want(w.Offer(w.Admin, email, "Ann", "Member"), 201, "")
	refusedFor(t, api, all[toOneAddress+1].Offer(all[toOneAddress+1].Admin, email, "Ann", "Member"), web.LimitRecipient)
}

func sentAgainByMany(t *testing.T, api *apitest.API) {
	all, ann := founded(api, 4), apitest.Person{Name: "Ann", Email: apitest.Address("ann")}
	other, _ := all[0].Invite("Bo", "Member")
	paths := []string{}
	for _, w := range all {
		place, _ := w.InviteToo(ann, "Member")
		paths = append(paths, w.Path+"/invitations/"+w.InvitationOf(place)+"/resend")
	}
	again := func(n int) apitest.Answer {
		return api.Call("POST", paths[n%len(all)], all[n%len(all)].Admin.Token, link)
	}
	for n := range toOneAddress - len(all) {
		api.Want(again(n), 200, "")
	}
	for n := range all {
		refusedFor(t, api, again(n), web.LimitRecipient)
	}
	api.Want(resend(all[0], other), 200, "")
}

func sentAgainInBulk(t *testing.T, api *apitest.API) {
	w := api.Setup("The First")
	ann, _ := w.Invite("Ann", "Member")
	for range toOneAddress - 1 {
		api.Want(resend(w, ann), 200, "")
	}
	bo, _ := w.Invite("Bo", "Member")
	list := map[string]any{"invitation_ids": []string{w.InvitationOf(ann), w.InvitationOf(bo)}}
	outcomes(t, "resend", codesOf(api.Want(api.Call("POST", w.Path+"/invitations/bulk/resend", w.Admin.Token, list), 200, "")), "rate_limited", "")
	away := api.Found("Elsewhere")
	refusedFor(t, api, away.Offer(away.Admin, ann.Email, "Ann", "Member"), web.LimitRecipient)
}

func invitedAndWithdrawn(t *testing.T, api *apitest.API) {
	w, email := api.Setup("The First"), apitest.Address("ann")
	for range toOneAddress {
		made := api.Want(w.Offer(w.Admin, email, "Ann", "Member"), 201, "")
		one := made.Text("invitation", "id")
		api.Want(api.Call("POST", w.Path+"/invitations/"+one+"/revoke", w.Admin.Token, nil), 200, "")
	}
	refusedFor(t, api, w.Offer(w.Admin, email, "Ann", "Member"), web.LimitRecipient)
	api.Want(w.Offer(w.Admin, apitest.Address("bo"), "Bo", "Member"), 201, "")
}

func otherSpelling(t *testing.T, api *apitest.API) {
	all, email := founded(api, toOneAddress+1), apitest.Address("ann")
	for n, w := range all[:toOneAddress] {
		api.Want(w.Offer(w.Admin, []string{email, strings.ToUpper(email)}[n%2], "Ann", "Member"), 201, "")
	}
	last := all[toOneAddress]
	refusedFor(t, api, last.Offer(last.Admin, strings.ToUpper(email), "Ann", "Member"), web.LimitRecipient)
	refusedFor(t, api, last.Offer(last.Admin, email, "Ann", "Member"), web.LimitRecipient)
	api.Want(last.Offer(last.Admin, "X"+email, "Ann", "Member"), 201, "")
}
