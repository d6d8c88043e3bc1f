package outbound

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// DefaultSlots is how many mails are sent at once: more than the poison and tarpits of a bad day hold up.
const DefaultSlots = 12

const sweepEvery = 5 * time.Second

// Periodic is a task of the house that exactly one process runs at each turn, every second to every hour. One turn
// may be missed where a process dies; the next one makes it good.
type Periodic struct {
	Name  string
	Every time.Duration
	Run   func(context.Context) error
}

// Runner works in the background from Start to Stop.
type Runner struct {
	db      *store.DB
	courier *Courier
	plan    Plan
	working *store.Working
}

// Plan is what a Runner does beside sending mail.
type Plan struct {
	Slots    int // mails in hand at once
	BulkRate int // bulk mails a second, all processes together
	Tasks    []Periodic
	Hooks    *Hooks // nil: no endpoint is told of anything
	WorkAt   func(ctx context.Context, ws id.Workspace, one id.Import) (again time.Duration, err error)
}

// NewRunner takes the courier and the plan.
func NewRunner(db *store.DB, c *Courier, p Plan) *Runner {
	return &Runner{db: db, courier: c, plan: p}
}

// Start begins the work. The error says that the database cannot be reached, or which task cannot be run.
func (r *Runner) Start(ctx context.Context) error {
	w := store.Work{
		SendMail: r.courier.Deliver, MailSlots: r.plan.Slots,
		Release: func(ctx context.Context) (time.Duration, error) { return r.courier.Release(ctx, r.plan.BulkRate) },
		WorkAt: func(ctx context.Context, one id.Import, ws id.Workspace) (time.Duration, error) {
			return r.plan.WorkAt(ctx, ws, one)
		},
	}
	w.Tell, w.TellSlots = func(context.Context, id.Webhook, id.Workspace) (time.Duration, error) { return 0, nil }, hookSlots
	if h := r.plan.Hooks; h != nil {
		w.Tell = h.Tell
		w.Ticks = append(w.Ticks, store.Tick{Name: "webhooks.wake", Every: sweepEvery, Run: h.Wake})
	}
	w.Ticks = append(w.Ticks, store.Tick{Name: "mail.sweep", Every: sweepEvery, Run: r.courier.Sweep})
	for _, p := range r.plan.Tasks {
		w.Ticks = append(w.Ticks, store.Tick(p))
	}
	working, err := r.db.StartWork(ctx, w)
	if err != nil {
		return fmt.Errorf("start the background work: %w", err)
	}
	r.working = working
	return nil
}

// Stop lets mails that are being sent come to their end until ctx ends, then breaks them off and gives them back.
func (r *Runner) Stop(ctx context.Context) error {
	if r.working == nil {
		return nil
	}
	return r.working.Stop(ctx)
}
