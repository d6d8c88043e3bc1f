package apitest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// fullness is what an operation does where the address that it mails has had its quota.
type fullness string

const (
	refused fullness = "refused" // 429, and nothing is done
	among   fullness = "among"   // refused as one of many
	silent  fullness = "silent"  // the answer of always, and no mail: nobody learns whether the address is known
	waits   fullness = "waits"   // done, and the mail leaves later
	leaves  fullness = "leaves"  // done, and mailed: nothing bounds it
)

// mailing is one way by which mails of a kind come to be. Ready arranges it for an address, and gives what is asked then.
type mailing struct {
	name  string
	full  fullness
	ready func(m *mailingTo) func() apitest.Answer
}

// mailingTo is a mailing for one person.
type mailingTo struct {
	*apitest.Workspace
	t      *testing.T
	person apitest.Person // whose address is mailed
}

// Every kind of mail is bounded by what goes to its address, or is on record as unbounded, by every operation that causes
// it: beside the same operation for an address that has its quota yet.
func TestEveryMailKeepsToTheQuotaOfItsAddress(t *testing.T) {
	all := mailings()
	for _, kind := range testkit.MailKinds(t) {
		if len(all[kind]) == 0 {
			t.Errorf("%s: say in mailings which operations cause it, and what they do where the address has had its quota", kind)
		}
	}
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_RATE_LIMITS=on", "GATEHOUSE_WEBHOOK_ALLOW_PRIVATE=yes")
		first := api.Setup("Acme Fleet")
		for kind, ways := range all {
			for _, way := range ways {
				t.Run(string(kind)+" by "+way.name, func(t *testing.T) {
					api.Clock.Advance(20 * minute) // bounds of other things
					first.Admin.Token = api.SignIn(first.Admin.Email)
					keepsToQuota(t, api, kind, way)
				})
			}
		}
	})
}

func keepsToQuota(t *testing.T, api *apitest.API, kind domain.MailKind, way mailing) {
	w := api.Found("Of " + way.name)
	spared, full := &mailingTo{Workspace: w, t: t}, &mailingTo{Workspace: w, t: t}
	to := func(m *mailingTo, state string) int {
		return api.Count("mails", "kind = ? AND recipient = ? AND "+state, string(kind), m.person.Email)
	}
	ask, askFull := way.ready(spared), way.ready(full)
	useUp(t, api, full.person.Email)
	before, beforeSpared := to(full, "true"), to(spared, "true")
	good, bad := ask(), askFull()
	if good.Status >= 300 || to(spared, "true") != beforeSpared+1 && kind != domain.MailRejected {
		t.Fatalf("the address that has its quota yet: %d mails, %d %s", to(spared, "true")-beforeSpared, good.Status, good.Body)
	}
	mails := to(full, "true") - before
	switch way.full {
	case refused:
		refusedForNow(t, api, bad)
	case among:
		outcomes(t, way.name, codesOf(api.Want(bad, good.Status, "")), "rate_limited")
	default:
		api.Want(bad, good.Status, "")
	}
	if want := map[fullness]int{waits: 1, leaves: 1}[way.full]; mails != want {
		t.Errorf("%d mails to the address that has had its quota, want %d", mails, want)
	}
	put := to(full, "problem = 'address_full'")
	if want := map[fullness]int{waits: 1}[way.full]; put != want {
		t.Errorf("%d of them wait for it, want %d", put, want)
	}
	if way.full == waits {
		comesLater(t, api, full.person.Email, kind)
	}
}

// comesLater lets the time pass that a mail waits, and sees it leave.
func comesLater(t *testing.T, api *apitest.API, email string, kind domain.MailKind) {
	t.Helper()
	api.Clock.Advance(6*minute + time.Second)
	api.Hurry()
	apitest.Eventually(t, 20*time.Second, "the mail that waited leaves", func() bool {
		return api.Count("mails", "kind = ? AND status = 'sent' AND problem = '' AND sent_at > ? AND recipient IN (?, '')",
			string(kind), api.Clock.Now().Add(-minute), email) > 0
	})
}

// useUp mails an address what it can get, of every kind that is bounded.
func useUp(t *testing.T, api *apitest.API, email string) {
	t.Helper()
	for _, kind := range testkit.MailKinds(t) {
		quota, err := kind.Quota()
		if err != nil {
			t.Fatal(err)
		}
		for full := quota.Most == 0; !full; {
			err := api.App.DB.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
				return tx.Mail(domain.Message{Kind: kind, To: domain.Email(email)})
			})
			var e *errs.Error
			if full = errors.As(err, &e) && e.Kind == errs.TooMany; !full && err != nil {
				t.Fatal(fmt.Errorf("use up what %s can get: %w", email, err))
			}
		}
	}
}
