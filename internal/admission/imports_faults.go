package admission

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// A fault of the house most often passes: the same rows are tried again, with the growing pauses of the job queue between.
// One that does not would keep an import at work for ever, and nobody but the log would know. So its tries are counted in
// the import's own row: after mostFaults of a batch, people are invited one by one, so that a row that cannot be worked
// fails alone; and after as many rows that failed so, one behind the other, it is not the rows, and the import ends.
const mostFaults = 10

// guarded makes an error of a panic, which is a fault like any other.
func guarded(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return do()
}

// withstand counts a try at an import that came to nothing. It passes on the error, for the log and for another try.
func (s *Service) withstand(ctx context.Context, job authz.Job, seen domain.Import, cause error) error {
	if e := errs.Of(cause); cause == nil || ctx.Err() != nil || e != nil && e.Kind == errs.Unavailable {
		return cause // an end of the process, or of the database, says nothing of the rows
	}
	count := s.db.Maintain
	if seen.Faults+1 >= endsAt(seen) {
		count = s.db.Write // it ends, which is an event
	}
	err := count(ctx, job, func(tx *store.Tx) error {
		i, err := tx.LockImport(seen.ID)
		if err != nil || i.Version != seen.Version || i.Faults != seen.Faults || i.LastRow != seen.LastRow || i.CheckedRows != seen.CheckedRows {
			return ignoreMissing(err) // somebody else was here meanwhile
		}
		i.Faults++
		if i.Faults >= endsAt(i) {
			return stop(tx, i, domain.StopFault)
		}
		if i.Faults > mostFaults {
			if err := failNext(tx, &i, cause); err != nil {
				return err
			}
		}
		tx.Tell(domain.NoticeProgress, string(i.ID))
		return tx.SaveImportProgress(i)
	})
	if err != nil {
		return fmt.Errorf("%w, and it could not be noted: %w", cause, err)
	}
	return cause
}

// endsAt is how many faults end an import: a run goes on row by row for a while, before.
func endsAt(i domain.Import) int64 {
	if i.State == domain.ImportRunning {
		return 2 * mostFaults
	}
	return mostFaults
}

// failNext says of the next row of a run that it could not be worked.
func failNext(tx *store.Tx, i *domain.Import, cause error) error {
	rows, err := nextToInvite(tx, *i, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	r := &rows[0]
	problem := domain.RowProblem{
		Column: domain.FieldRow, Code: "internal_error",
		Detail: "Something went wrong in the server for this person, again and again. Its log says what; the request id there is that of this import.",
	}
	if e := errs.Of(cause); e != nil && e.Kind != errs.Internal {
		problem.Code, problem.Detail = e.Code, e.Detail
	}
	r.Problems, r.Outcome = append(r.Problems, problem), domain.OutcomeFailed
	i.LastRow = r.Number
	i.FailedRows++
	return tx.PutImportRows(rows)
}

// atOnce is how many people the next transaction of a run invites.
func atOnce(i domain.Import) int {
	if i.Faults >= mostFaults {
		return 1
	}
	return inviteBatch
}

// recovered says after a batch that went well how many faults still count: where people are invited one by one, that goes
// on for as many as a batch has.
func (v *inviter) recovered(i domain.Import) int64 {
	if i.Faults < mostFaults {
		return 0
	}
	if v.singly++; v.singly < inviteBatch {
		return mostFaults
	}
	v.singly = 0
	return 0
}
