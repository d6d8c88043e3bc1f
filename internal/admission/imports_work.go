package admission

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// slice is how long one import is worked at before others have their turn.
const slice = store.ImportSlice * 3 / 4

// noPause asks for another slice at once, behind the imports that wait.
const noPause = time.Millisecond

// WorkAtImport does a slice of what the house has to do for an import: checks rows, invites people or withdraws their
// invitations, in transactions so small that nobody waits long for them. It tells how long to wait before it is asked
// again; zero: there is nothing left to do. An error means that the database could not be asked.
func (s *Service) WorkAtImport(ctx context.Context, job authz.Job, ws id.Workspace, one id.Import) (time.Duration, error) {
	job = job.In(ws)
	begun := clock.System{}.Now()
	check := &checker{s: s, job: job}
	invite := &inviter{s: s, job: job}
	revoke := &revoker{s: s, job: job}
	for (clock.System{}).Now().Sub(begun) < slice {
		var i domain.Import
		err := s.db.Read(ctx, job, func(tx *store.Tx) (err error) {
			i, err = tx.Import(one)
			return err
		})
		if err != nil {
			return 0, ignoreMissing(err)
		}
		if !i.Working() {
			return 0, nil
		}
		err = guarded(func() error {
			switch i.State {
			case domain.ImportChecking:
				return check.next(ctx, i)
			case domain.ImportRunning:
				return invite.next(ctx, i)
			}
			return revoke.next(ctx, i)
		})
		if err != nil {
			return 0, s.withstand(ctx, job, i, err)
		}
	}
	return noPause, nil
}

// actFor proves that whoever is behind an import may still invite across the workspace. Errors: not_found and
// permission_denied where they may not.
func (s *Service) actFor(ctx context.Context, i domain.Import) (authz.Pass, error) {
	if i.OnBehalf == nil {
		return authz.Pass{}, errs.Missing("user")
	}
	// The import stands for the request, so that all its entries are found by it.
	pass, err := s.gate.OnBehalf(ctx, *i.OnBehalf, i.OnBehalfKey, authz.Origin{RequestID: string(i.ID)}, i.WorkspaceID, domain.UsersInvite)
	if err == nil && pass.Reach().Limited {
		err = authz.ErrOnlyAtLocations(domain.UsersInvite)
	}
	return pass, err
}

// stopOr ends the work at an import whose starter, or who asked to revoke it, lost the right to it, and passes on any other error.
func (s *Service) stopOr(ctx context.Context, job authz.Job, seen domain.Import, err error) error {
	if !lost(err) {
		return err
	}
	return s.db.Write(ctx, job, func(tx *store.Tx) error {
		i, err := tx.LockImport(seen.ID)
		if err != nil || !i.Working() {
			return ignoreMissing(err)
		}
		if i.State == domain.ImportRevoking {
			return stop(tx, i, domain.StopRevokerLost)
		}
		return stop(tx, i, domain.StopLostAccess)
	})
}

// stop ends an import before its own end, and says why.
func stop(tx *store.Tx, i domain.Import, why string) error {
	now := tx.Now()
	i.State, i.StopReason, i.FinishedAt = domain.ImportStopped, why, &now
	i.Version++
	if err := tx.SaveImport(i); err != nil {
		return err
	}
	return tx.Record(domain.ImportStoppedEvent{Import: i, DoneRows: i.DoneRows, RevokedRows: i.RevokedRows, Reason: why})
}

// lost tells the errors of somebody who may not do any more what they asked for.
func lost(err error) bool {
	e := errs.Of(err)
	return e != nil && (e.Kind == errs.Denied || e.Kind == errs.NotFound)
}

const (
	importLife  = 30 * 24 * time.Hour // of the rows, after the end
	importLeft  = 7 * 24 * time.Hour  // of an import that nobody started
	forgetBatch = 1000
	idleAfter   = 30 * time.Second
)

// ForgetImports deletes the rows of imports that ended a month ago, were left unstarted for a week, or were cancelled
// before they began: they hold people's names.
func (s *Service) ForgetImports(ctx context.Context, job authz.Job) error {
	kept := func(tx *store.Tx, limit int) ([]store.Due, error) {
		return tx.ImportsToForget(tx.Now().Add(-importLife), tx.Now().Add(-importLeft), limit)
	}
	return s.eachImport(ctx, job, kept, s.forget)
}

// ReviveImports asks for work at imports that nobody worked at for a while, because the process that did was killed.
func (s *Service) ReviveImports(ctx context.Context, job authz.Job) error {
	idle := func(tx *store.Tx, limit int) ([]store.Due, error) {
		return tx.ImportsAtWork(tx.Now().Add(-idleAfter), limit)
	}
	return s.eachImport(ctx, job, idle, func(ctx context.Context, job authz.Job, one id.Import) error {
		return s.db.Maintain(ctx, job, func(tx *store.Tx) error { return tx.WorkAgain(one) })
	})
}

func (s *Service) eachImport(ctx context.Context, job authz.Job, list func(*store.Tx, int) ([]store.Due, error), do func(context.Context, authz.Job, id.Import) error) error {
	var due []store.Due
	err := s.db.Read(ctx, job, func(tx *store.Tx) (err error) {
		due, err = list(tx, deadlineBatch)
		return err
	})
	for _, d := range due {
		if err == nil {
			err = do(ctx, job.In(d.Workspace), id.Import(d.ID))
		}
	}
	return err
}

func (s *Service) forget(ctx context.Context, job authz.Job, one id.Import) error {
	for more := true; more; {
		err := s.db.Maintain(ctx, job, func(tx *store.Tx) error {
			gone, err := tx.ForgetImportRows(one, forgetBatch)
			if more = gone > 0; err != nil || more {
				return err
			}
			i, err := tx.LockImport(one)
			if err != nil {
				return ignoreMissing(err)
			}
			now := tx.Now()
			i.ForgottenAt = &now
			if i.FinishedAt == nil {
				i.State, i.FinishedAt = domain.ImportCancelled, &now
			}
			if err := tx.DropImportChunks(one); err != nil {
				return err
			}
			return tx.SaveImport(i)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
