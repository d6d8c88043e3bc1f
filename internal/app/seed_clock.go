package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// storyLength is how far back a demo world begins: longer than any invitation or request waits.
const storyLength = 45 * 24 * time.Hour

// storyClock stands still until it is moved on.
type storyClock struct {
	mu sync.Mutex
	at time.Time
}

// Now gives the story's time.
func (c *storyClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return clock.Cut(c.at)
}

func (c *storyClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func (c *storyClock) pass(d time.Duration) { c.set(c.Now().Add(d)) }

// goneDomain has no mailboxes.
const goneDomain = "@gone.example"

// returning is the local outbox, but for addresses whose mailbox is gone.
type returning struct{ outbound.Mailer }

// Send refuses mails to mailboxes that are gone, and keeps the others.
func (r returning) Send(ctx context.Context, e outbound.Envelope) error {
	if strings.HasSuffix(e.To, goneDomain) {
		return &outbound.Refusal{Problem: outbound.ProblemMailbox, Permanent: true}
	}
	return r.Mailer.Send(ctx, e)
}

const (
	deliveryTime = 2 * time.Minute
	deliveryLook = 100 * time.Millisecond
)

// deliver lets the invitations' mails leave, into the local outbox.
func (s *story) deliver(ctx context.Context) error {
	s.clock.set(s.end)
	letters, err := outbound.NewLetters(s.Config.PublicURL, s.Config.MailFrom)
	if err != nil {
		return err
	}
	job := authz.NewJob("mail")
	courier := outbound.NewCourier(s.DB, job, letters, returning{s.Outbox}, outbound.DefaultRetries(), s.Log)
	runner := outbound.NewRunner(s.DB, courier, outbound.Plan{Slots: outbound.DefaultSlots, BulkRate: 1000})
	if err := runner.Start(ctx); err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, deliveryTime)
	defer cancel()
	err = s.allLeft(waiting)
	return errors.Join(err, runner.Stop(ctx))
}

// allLeft waits until no invitation's mail is queued.
func (s *story) allLeft(ctx context.Context) error {
	for {
		queued := 0
		for _, ws := range s.places {
			pass, err := s.as(ctx, ws, domain.UsersInvite)
			if err != nil {
				return err
			}
			filter := store.InvitationFilter{Deliveries: []domain.Delivery{domain.DeliveryQueued}, Statuses: []domain.InvitationStatus{domain.InvitationPending}}
			list, err := s.Admission.Invitations(ctx, pass, filter, page.Request{Limit: 1})
			if err != nil {
				return err
			}
			queued += len(list.Rows)
		}
		if queued == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the invitations' mails did not leave in time; they will when the server runs")
		case <-time.After(deliveryLook):
		}
	}
}
