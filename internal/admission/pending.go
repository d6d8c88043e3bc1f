package admission

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// What someone who waits is told.
const (
	StatePending  = "pending"
	StateApproved = "approved" // exchange the token for a session
	StateEnded    = "ended"    // rejected, withdrawn or expired: the request is gone
)

// Wait is one place that somebody waits for.
type Wait struct {
	Workspace  domain.Workspace
	Since      time.Time
	Deciders   []string // names of the roles that decide
	RemindedAt *time.Time
}

// Pending is where somebody stands at the second gate.
type Pending struct {
	State string
	Waits []Wait
}

// PendingState tells the holder of a pending token how things stand. Unauthenticated for any other token, and
// once the account's credential was changed or the token exchanged.
func (s *Service) PendingState(ctx context.Context, v authz.Visitor, token secret.Text) (Pending, error) {
	waiting, account, err := s.await(ctx, v, token)
	if err != nil {
		return Pending{}, err
	}
	if account.ID == "" {
		return Pending{State: StateEnded}, nil
	}
	var out Pending
	err = s.db.Read(ctx, waiting, func(tx *store.Tx) (err error) {
		out, err = pendingOf(tx, account)
		return err
	})
	return out, err
}

// await proves someone who waits. The account is zero where it is gone, which is an end of waiting and no error.
func (s *Service) await(ctx context.Context, v authz.Visitor, token secret.Text) (authz.Waiting, domain.Account, error) {
	named, version, err := s.identity.AuthenticatePending(token.Reveal())
	if err != nil {
		return authz.Waiting{}, domain.Account{}, err
	}
	var account domain.Account
	err = s.db.Read(ctx, v, func(tx *store.Tx) (err error) {
		account, err = tx.Account(named)
		if isMissing(err) {
			return nil
		}
		return err
	})
	if err == nil && account.ID != "" && account.Version != version {
		err = authz.ErrSignIn()
	}
	return s.gate.Await(named, v.Origin()), account, err
}

func pendingOf(tx *store.Tx, a domain.Account) (Pending, error) {
	places, err := tx.PlacesOf(a.ID)
	if err != nil {
		return Pending{}, err
	}
	out := Pending{State: StateEnded}
	for _, p := range places {
		switch p.User.Status {
		case domain.StatusActive:
			out.State = StateApproved
		case domain.StatusPending:
			roles, err := tenancy.DecidingRoles(tx.Inside(p), p.User.ID)
			if err != nil {
				return out, err
			}
			w := Wait{Workspace: p.Workspace, Since: waitingSince(p), Deciders: roles}
			if p.Approval != nil {
				w.RemindedAt = p.Approval.RemindedAt
			}
			out.Waits = append(out.Waits, w)
			if out.State == StateEnded {
				out.State = StatePending
			}
		}
	}
	return out, nil
}

// Remind tells the approvers again, of every place that waits, once in 24 hours; rate_limited before that.
// Unauthenticated where nothing waits any more.
func (s *Service) Remind(ctx context.Context, v authz.Visitor, token secret.Text) error {
	told, pause := 0, domain.ReminderPause
	waits, err := s.eachWait(ctx, v, token, func(tx *store.Tx, u domain.User, a domain.Approval) error {
		first, err := tx.NoteReminded(a.ID, tx.Now().Add(-domain.ReminderPause))
		if err != nil || !first {
			if a.RemindedAt != nil {
				pause = min(pause, a.RemindedAt.Add(domain.ReminderPause).Sub(tx.Now()))
			}
			return err
		}
		told++
		ws, err := tx.Place()
		if err != nil {
			return err
		}
		if err := tx.Record(domain.ApprovalReminded{Approval: a, User: u, UserID: u.ID}); err != nil {
			return err
		}
		return tellApprovers(tx, ws, a, u)
	})
	switch {
	case err != nil || told > 0:
		return err
	case waits == 0:
		return authz.ErrSignIn()
	}
	return errs.New(errs.TooMany, "rate_limited", "The administrators were reminded already. You can remind them once in 24 hours.").
		After(max(pause, time.Second))
}

// Withdraw takes back every request of the account that waits; the place, and the account where it was its only
// one, are deleted. already_decided where it was approved meanwhile; no error where nothing is left.
func (s *Service) Withdraw(ctx context.Context, v authz.Visitor, token secret.Text) error {
	withdrawn, err := s.eachWait(ctx, v, token, func(tx *store.Tx, u domain.User, _ domain.Approval) error {
		if err := cancelApproval(tx, u, "withdrawn"); err != nil {
			return err
		}
		return erase(tx, u, "withdrawn")
	})
	if err != nil || withdrawn > 0 {
		return err
	}
	left, err := s.PendingState(ctx, v, token)
	if err == nil && left.State == StateApproved {
		err = errs.New(errs.Conflict, "already_decided", "Your request was approved meanwhile. Sign in.").
			With("decision", map[string]any{"state": string(domain.ApprovalApproved)})
	}
	return err
}

// eachWait runs fn in each workspace in which the account waits, in a transaction of that workspace, and tells in
// how many that was.
func (s *Service) eachWait(ctx context.Context, v authz.Visitor, token secret.Text, fn func(*store.Tx, domain.User, domain.Approval) error) (int, error) {
	done := 0
	waiting, account, err := s.await(ctx, v, token)
	if err != nil || account.ID == "" {
		return done, err
	}
	var places []store.Place
	err = s.db.Read(ctx, waiting, func(tx *store.Tx) (err error) {
		places, err = tx.PlacesOf(account.ID)
		return err
	})
	if err != nil {
		return done, err
	}
	for _, p := range places {
		if p.User.Status != domain.StatusPending || p.Approval == nil {
			continue
		}
		resident, err := waiting.Place(p.User)
		if err != nil {
			return done, err
		}
		still := false
		err = s.db.Write(ctx, resident, func(tx *store.Tx) error {
			still = false
			user, err := tx.LockUser(p.User.ID)
			if isMissing(err) || err == nil && user.Status != domain.StatusPending {
				return nil
			}
			if err != nil {
				return err
			}
			still = true
			return fn(tx, user, *p.Approval)
		})
		if err != nil {
			return done, err
		}
		if still {
			done++
		}
	}
	return done, nil
}

// Exchange gives the session that the pending token's holder waited for, once. approval_pending while nothing
// is approved; unauthenticated once nothing can be: the request was rejected, withdrawn or expired.
func (s *Service) Exchange(ctx context.Context, v authz.Visitor, token secret.Text) (SignedIn, error) {
	waiting, account, err := s.await(ctx, v, token)
	if err == nil && account.ID == "" {
		err = authz.ErrSignIn()
	}
	if err != nil {
		return SignedIn{}, err
	}
	var out SignedIn
	err = s.db.Write(ctx, waiting, func(tx *store.Tx) error {
		state, err := pendingOf(tx, account)
		if err != nil {
			return err
		}
		if state.State == StateEnded {
			return authz.ErrSignIn()
		}
		if state.State != StateApproved {
			return errs.New(errs.Denied, "approval_pending", "An administrator has to approve your account before you can sign in.")
		}
		spent, err := tx.SetCredential(account) // the new version ends this token
		if err != nil {
			return err
		}
		if !spent {
			return authz.ErrSignIn()
		}
		account.Version++
		out.Account = account
		out.Tokens, err = s.startSession(tx, account, v.Origin())
		return err
	})
	return out, err
}
