package apitest_test

import (
	"context"
	"errors"
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
	among   fullness = "among"   // the same, as one of many
	silent  fullness = "silent"  // the answer of always, and no mail: nobody learns whether the address is known
	later   fullness = "later"   // done, and the mail leaves later
	always  fullness = "always"  // done, and mailed: nothing bounds it
)

// way is one operation by which mails of a kind come to be. Ready arranges it for somebody, and gives what is asked then.
type way struct {
	name  string
	full  fullness
	ready func(m *mailingTo) func() apitest.Answer
}

// mailingTo is a mailing to one person, in a workspace of its own.
type mailingTo struct {
	*apitest.Workspace
	t  *testing.T
	to string // whose address is mailed
}

// Every kind of mail is bounded by what goes to its address, or is on record as unbounded, by every operation that causes
// it: beside the same operation for an address that has its quota yet.
func TestEveryMailKeepsToTheQuotaOfItsAddress(t *testing.T) {
	all := waysToMail()
	for _, kind := range testkit.MailKinds(t) {
		if len(all[kind]) == 0 {
			t.Errorf("%s: say in waysToMail which operations cause it, and what they do where the address has had its quota", kind)
		}
	}
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_RATE_LIMITS=on", "GATEHOUSE_WEBHOOK_ALLOW_PRIVATE=yes")
		api.Setup("Acme Fleet")
		for kind, ways := range all {
			for _, by := range ways {
				t.Run(string(kind)+" by "+by.name, func(t *testing.T) {
					api.Clock.Advance(20 * minute) // past the bounds of other things
					keepsToQuota(t, api, kind, by)
				})
			}
		}
	})
}

func keepsToQuota(t *testing.T, api *apitest.API, kind domain.MailKind, by way) {
	ask := func(full bool) (answer apitest.Answer, mails, waiting int) {
		m := &mailingTo{Workspace: api.Found("Of " + apitest.Address("mailing")), t: t}
		do := by.ready(m)
		if full {
			useUp(t, api, m.to)
		}
		last := apitest.Look[string](api, "SELECT coalesce(CAST(max(CAST(id AS text)) AS text), '') FROM mails")
		answer = do()
		const mine = "kind = ? AND CAST(id AS text) > ? AND recipient IN (?, '')" // who was turned away is forgotten with their mail
		mails = api.Count("mails", mine, string(kind), last, m.to)
		waiting = api.Count("mails", mine+" AND problem = 'address_full' AND attempts = 0 AND status = 'retrying'", string(kind), last, m.to)
		if waiting > 0 {
			comesLater(t, api, m.to, kind)
		}
		return answer, mails, waiting
	}
	good, mails, waiting := ask(false)
	if good.Status >= 300 || mails != 1 || waiting != 0 {
		t.Fatalf("the address that has its quota yet: %d mails, %d of them wait, %d %s", mails, waiting, good.Status, good.Body)
	}
	bad, mails, waiting := ask(true)
	switch by.full {
	case refused:
		refusedForNow(t, api, bad)
	case among:
		outcomes(t, by.name, codesOf(api.Want(bad, good.Status, "")), "rate_limited")
	default:
		api.Want(bad, good.Status, "")
	}
	if want := map[fullness][2]int{later: {1, 1}, always: {1, 0}}[by.full]; mails != want[0] || waiting != want[1] {
		t.Errorf("the address that has had its quota: %d mails, %d of them wait; want %v", mails, waiting, want)
	}
}

// comesLater lets the time pass that a mail waits, and sees it leave, and not before.
func comesLater(t *testing.T, api *apitest.API, to string, kind domain.MailKind) {
	t.Helper()
	one := apitest.Look[string](api, "SELECT CAST(id AS text) FROM mails WHERE kind = ? AND recipient = ? AND problem = 'address_full'", string(kind), to)
	left := func() bool {
		api.Exec("UPDATE river_job SET state = 'available', scheduled_at = created_at WHERE kind = 'mail.send' AND state = 'scheduled'") // which runs by the machine's clock
		return api.Count("mails", "CAST(id AS text) = ? AND status = 'sent'", one) == 1
	}
	api.Clock.Advance(5 * minute)
	if left() {
		t.Error("the mail left before its time")
	}
	api.Clock.Advance(minute + time.Second)
	apitest.Eventually(t, time.Minute, "the mail that waited leaves", left)
}

// useUp takes what an address can get, of every kind that is bounded.
func useUp(t *testing.T, api *apitest.API, to string) {
	t.Helper()
	for _, kind := range testkit.MailKinds(t) {
		quota, err := kind.Quota()
		if err != nil {
			t.Fatal(err)
		}
		for full := quota.Most == 0; !full; {
			err := api.App.DB.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
				return tx.Mail(domain.Message{Kind: kind, To: domain.Email(to), Data: domain.MailData{Link: "/sign-in"}})
			})
			var e *errs.Error
			if full = errors.As(err, &e) && e.Kind == errs.TooMany; !full && err != nil {
				t.Fatal(err)
			}
		}
	}
	api.Exec("DELETE FROM mails WHERE recipient = ? AND status = 'queued' AND digest = ''", to) // they count whether or not they are there
}
