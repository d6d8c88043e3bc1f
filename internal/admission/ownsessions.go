package admission

import (
	"context"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Sessions lists where the caller is signed in, the one used last first. One that has been idle for too long is not
// among them: it opens nothing any more.
func (s *Service) Sessions(ctx context.Context, c authz.Caller) ([]domain.Session, error) {
	var out []domain.Session
	err := s.db.Read(ctx, c, func(tx *store.Tx) error {
		list, err := tx.LiveSessionsOf(c.Account().ID)
		if err != nil {
			return err
		}
		administers, err := identity.Administers(tx, c.Account().ID)
		out = nil
		for _, one := range list {
			if administers {
				one.ExpiresAt = earlier(one.ExpiresAt, one.LastUsedAt.Add(domain.AdminIdle))
			}
			if one.Alive(tx.Now()) || one.ID == c.Session().ID {
				out = append(out, one)
			}
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b domain.Session) int { return b.LastUsedAt.Compare(a.LastUsedAt) })
	return out, err
}

// EndSession ends one of the caller's own sessions; not_found for every other id. Here tells that it was the one
// that the request came with.
func (s *Service) EndSession(ctx context.Context, c authz.Caller, one id.Session) (here bool, err error) {
	err = s.db.Write(ctx, c, func(tx *store.Tx) error {
		session, err := tx.SessionOf(c.Account().ID, one)
		if err != nil {
			return orMissing(err, "session")
		}
		return closeSession(tx, session, "ended")
	})
	return one == c.Session().ID, err
}

// EndOwnSessions signs the caller out everywhere else, and here too where that is asked for.
func (s *Service) EndOwnSessions(ctx context.Context, c authz.Caller, here bool) error {
	keep := c.Session().ID
	if here {
		keep = ""
	}
	return s.db.Write(ctx, c, func(tx *store.Tx) error { return endSessions(tx, c.Account().ID, keep, "ended") })
}

// EndSessionsOf signs a person of the workspace out everywhere, in other workspaces too, because a session is the
// account's. Errors: above_own; precondition_failed; conflict for somebody who has not accepted yet, so that an
// invitation alone gives no power over a stranger.
func (s *Service) EndSessionsOf(ctx context.Context, pass authz.Pass, one id.User, version int64) error {
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		u, err := tenancy.Reach(tx, pass, one, version)
		if err != nil {
			return err
		}
		if u.Status != domain.StatusActive && u.Status != domain.StatusSuspended {
			return errs.New(errs.Conflict, "conflict", "This person has not come in yet, so there is no session to end.").
				With("status", string(u.Status))
		}
		list, err := tx.LiveSessionsOf(u.AccountID)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := tx.Record(domain.UserSessionsEnded{User: u, Sessions: len(list)}); err != nil {
			return err
		}
		return endSessions(tx, u.AccountID, "", "ended_by_administrator")
	})
}

// endSessions ends every session of an account but one ("": all), each with its entry in the audit log.
func endSessions(tx *store.Tx, account id.Account, keep id.Session, reason string) error {
	sessions, err := tx.LiveSessionsOf(account)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		if one.ID == keep {
			continue
		}
		if err := closeSession(tx, one, reason); err != nil {
			return err
		}
	}
	return nil
}

func closeSession(tx *store.Tx, session domain.Session, reason string) error {
	ended, err := tx.RevokeSession(session.ID)
	if err != nil || !ended {
		return err
	}
	return tx.Record(domain.SessionRevoked{AccountID: session.AccountID, SessionID: session.ID, Reason: reason})
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
