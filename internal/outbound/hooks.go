package outbound

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

const (
	hookSlots   = 8                // endpoints that one process tells at once
	perEndpoint = 8                // requests to one of them at once
	hookLease   = 30 * time.Second // of an endpoint: above the longest that its answer is waited for
	hookNoPause = time.Millisecond // another slice at once, behind the endpoints that wait
	managers    = 50               // people who are told that a webhook was disabled
)

// Hooks tells endpoints of what happened. An endpoint is in one process's hands at a time, for a slice of some seconds,
// so that many get their turn; one that does not answer is tried with one event now and then, and holds up no other.
type Hooks struct {
	db    *store.DB
	job   authz.Job
	gate  *authz.Gate
	guard *Guard
	clock clock.Clock
	log   *slog.Logger
}

// NewHooks takes the house's own proof, the gate that says whom webhooks may work for, and who makes the clients.
func NewHooks(db *store.DB, job authz.Job, gate *authz.Gate, guard *Guard, c clock.Clock, log *slog.Logger) *Hooks {
	return &Hooks{db: db, job: job, gate: gate, guard: guard, clock: c, log: log}
}

// Wake asks for the sending of what waits for endpoints whose time has come.
func (h *Hooks) Wake(ctx context.Context) error {
	return h.db.Maintain(ctx, h.job, func(tx *store.Tx) error { return tx.WakeWebhooks() })
}

// Tell sends what waits for one endpoint, for a slice, and tells how long to wait before it is asked again; zero where
// nothing waits, or others will ask. An error means that the database could not be asked or told.
func (h *Hooks) Tell(ctx context.Context, one id.Webhook, ws id.Workspace) (time.Duration, error) {
	client, release := h.guard.Client()
	defer release()
	begun := clock.System{}.Now()
	var held *time.Time
	for {
		var claim store.HookClaim
		err := h.maintain(ctx, ws, func(tx *store.Tx) (err error) {
			claim, err = tx.ClaimWebhook(one, held, hookLease, perEndpoint)
			return err
		})
		if err != nil || len(claim.Deliveries) == 0 {
			return 0, err
		}
		held = &claim.Until
		if err := h.mayWork(ctx, claim.Webhook); err != nil {
			return 0, h.endUnlessLater(ctx, ws, claim, err)
		}
		outcomes := h.send(ctx, client, claim)
		if ctx.Err() != nil { // this process is ending: what was not answered is as if it had not been sent
			outcomes = slices.DeleteFunc(outcomes, func(o sent) bool { return o.Problem != "" })
		}
		if err := h.note(ctx, ws, claim, outcomes); err != nil {
			return 0, err
		}
		if ctx.Err() != nil || (clock.System{}).Now().Sub(begun) >= store.TellingSlice {
			return hookNoPause, h.giveBack(ctx, ws, one, *held)
		}
	}
}

// sent is what came of a try at one delivery.
type sent struct {
	delivery domain.WebhookDelivery
	domain.HookOutcome
}

// send makes a try at each delivery of a claim, all at once.
func (h *Hooks) send(ctx context.Context, c *http.Client, claim store.HookClaim) []sent {
	out := make([]sent, len(claim.Deliveries))
	var all sync.WaitGroup
	for i, d := range claim.Deliveries {
		all.Go(func() {
			at := h.clock.Now()
			out[i] = sent{delivery: d, HookOutcome: h.try(ctx, c, claim, d, at)}
			out[i].At = at
		})
	}
	all.Wait()
	return out
}

func (h *Hooks) try(ctx context.Context, c *http.Client, claim store.HookClaim, d domain.WebhookDelivery, at time.Time) domain.HookOutcome {
	e, found := claim.Events[d.EventID]
	if !found {
		return domain.HookOutcome{Problem: HookNoEvent}
	}
	body, err := domain.HookBody(e)
	if err != nil {
		return domain.HookOutcome{Problem: HookUnreadable}
	}
	headers, err := signed(e.ID, body, claim.Secrets, at)
	if err != nil {
		return domain.HookOutcome{Problem: HookUnreadable}
	}
	return post(ctx, c, claim.Webhook.URL, headers, body)
}

// note writes what came of the tries, and disables the webhook where that is the end of it. What an endpoint took is
// noted whoever heard it; how it stands only by who holds it.
func (h *Hooks) note(ctx context.Context, ws id.Workspace, claim store.HookClaim, outcomes []sent) error {
	return persist(ctx, func(ctx context.Context) error {
		return h.maintain(ctx, ws, func(tx *store.Tx) error { return h.write(tx, claim, outcomes) })
	})
}

func (h *Hooks) write(tx *store.Tx, claim store.HookClaim, outcomes []sent) error {
	list := make([]domain.HookOutcome, len(outcomes))
	for i, o := range outcomes {
		list[i] = o.HookOutcome
	}
	w := claim.Webhook.AfterAll(list, tx.Now())
	mine, err := tx.NoteWebhook(w, claim.Until)
	if err != nil {
		return err
	}
	var end domain.DisabledReason
	for _, o := range outcomes {
		if !mine && o.Problem != "" {
			continue // somebody else tries it, or the address is another one by now
		}
		jitter := 0.9 + rand.Float64()/5 //nolint:gosec // ten per cent to either side
		d := o.delivery.After(o.HookOutcome, jitter, tx.Now())
		if _, err := tx.SaveDelivery(d); err != nil {
			return err
		}
		if why := w.MustEnd(d, o.HookOutcome); why != "" && end != domain.DisabledGone {
			end = why
		}
		if d.State == domain.HookFailed {
			h.log.Warn("an event was given up for an endpoint", slog.String("webhook", string(w.ID)), slog.String("delivery", string(d.ID)), slog.String("problem", d.Problem))
		}
	}
	if end == "" {
		return nil
	}
	return h.disable(tx, w, end)
}

// mayWork asks whether whoever a webhook works for may manage webhooks now.
func (h *Hooks) mayWork(ctx context.Context, w domain.Webhook) error {
	if w.OnBehalf == nil {
		return errs.Missing("user")
	}
	_, err := h.gate.OnBehalf(ctx, *w.OnBehalf, w.OnBehalfKey, authz.Origin{RequestID: string(w.ID)}, w.WorkspaceID, domain.WebhooksManage)
	return err
}

// endUnlessLater disables a webhook whose owner lost the right to it; any other error gives it back and is passed on.
func (h *Hooks) endUnlessLater(ctx context.Context, ws id.Workspace, claim store.HookClaim, cause error) error {
	if e := errs.Of(cause); e == nil || e.Kind != errs.Denied && e.Kind != errs.NotFound {
		if err := h.giveBack(ctx, ws, claim.Webhook.ID, claim.Until); err != nil {
			return err
		}
		return cause
	}
	return h.maintain(ctx, ws, func(tx *store.Tx) error {
		if err := tx.ReleaseWebhook(claim.Webhook.ID, claim.Until); err != nil {
			return err
		}
		return h.disable(tx, claim.Webhook, domain.DisabledOwner)
	})
}

// disable ends a webhook that nobody has changed since it was read, and tells those who may mend it.
func (h *Hooks) disable(tx *store.Tx, w domain.Webhook, why domain.DisabledReason) error {
	w.Enabled, w.DisabledReason = false, why
	saved, err := tx.SaveWebhook(w)
	if err != nil || !saved {
		return err
	}
	h.log.Warn("a webhook was disabled", slog.String("webhook", string(w.ID)), slog.String("reason", string(why)))
	if err := tx.Record(domain.WebhookDisabledEvent{Webhook: w, Reason: why}); err != nil {
		return err
	}
	place, err := tx.Place()
	if err != nil {
		return err
	}
	roles, err := tx.Roles()
	if err != nil {
		return err
	}
	var may []id.Role
	for _, r := range roles {
		if r.Scope == domain.ScopeWorkspace && r.Grants().Has(domain.WebhooksManage) {
			may = append(may, r.ID)
		}
	}
	people, err := tx.ActiveHolders(may, managers)
	if err != nil {
		return err
	}
	messages := make([]domain.Message, len(people))
	for i, u := range people {
		messages[i] = domain.Message{
			Kind: domain.MailWebhookDisabled, To: u.Email, Workspace: w.WorkspaceID,
			Data: domain.MailData{
				Name: u.Name, WorkspaceName: place.Name, Webhook: w.Label(), Reason: string(why),
				Link: "/w/" + string(w.WorkspaceID) + "/settings/webhooks",
			},
		}
	}
	return tx.Mail(messages...)
}

func (h *Hooks) giveBack(ctx context.Context, ws id.Workspace, one id.Webhook, held time.Time) error {
	return h.maintain(context.WithoutCancel(ctx), ws, func(tx *store.Tx) error { return tx.ReleaseWebhook(one, held) })
}

func (h *Hooks) maintain(ctx context.Context, ws id.Workspace, fn func(*store.Tx) error) error {
	return h.db.Maintain(ctx, h.job.In(ws), fn)
}
