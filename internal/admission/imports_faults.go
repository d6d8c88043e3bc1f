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
// the import's own row: after mostFaults of a batch, people are invited, or their invitations withdrawn, one by one, so
// that a row that cannot be worked fails alone; and after as many rows that failed so, one behind the other, it is not the
// rows, and the work ends.
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
	err := s.countFault(ctx, job, seen, cause, true)
	if err != nil {
		err = s.countFault(ctx, job, seen, cause, false) // where the rows are what cannot be written, it still comes to its end
	}
	if err != nil {
		return fmt.Errorf("%w, and it could not be noted: %w", cause, err)
	}
	return cause
}

// countFault counts a try that came to nothing, says it of the row that it was about where that can be said, and ends
// the work after too many.
func (s *Service) countFault(ctx context.Context, job authz.Job, seen domain.Import, cause error, ofRow bool) error {
	count := s.db.Maintain
	if seen.Faults+1 >= endsAt(seen) {
		count = s.db.Write // it ends, which is an event
	}
	return count(ctx, job, func(tx *store.Tx) error {
		i, err := tx.LockImport(seen.ID)
		if err != nil || i.Version != seen.Version || i.Faults != seen.Faults || i.LastRow != seen.LastRow || i.CheckedRows != seen.CheckedRows {
			return ignoreMissing(err) // somebody else was here meanwhile
		}
		i.Faults++
		if i.Faults >= endsAt(i) {
			return stop(tx, i, faultOf(i))
		}
		if ofRow && i.Faults > mostFaults {
			if err := failNext(tx, &i, cause); err != nil {
				return err
			}
		}
		tx.Tell(domain.NoticeProgress, string(i.ID))
		return tx.SaveImportProgress(i)
	})
}

// endsAt is how many faults end the work at an import: it goes on row by row for a while, before.
func endsAt(i domain.Import) int64 {
	if i.State == domain.ImportChecking {
		return mostFaults
	}
	return 2 * mostFaults
}

// failNext says of the next row that it could not be worked, and goes on behind it.
func failNext(tx *store.Tx, i *domain.Import, cause error) error {
	if i.State == domain.ImportRevoking {
		return keepNext(tx, i)
	}
	rows, err := nextToInvite(tx, *i, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	r := &rows[0]
	r.Outcome = domain.OutcomeFailed
	r.Problems = append(r.Problems, problemOf(cause, "internal_error",
		"Something went wrong in the server for this person, again and again. Its log says what; the request id there is that of this import."))
	i.LastRow = r.Number
	i.FailedRows++
	return tx.PutImportRows(rows)
}

// faultOf says why the work ends at which a fault did not pass.
func faultOf(i domain.Import) string {
	if i.State == domain.ImportRevoking {
		return domain.StopRevokeFault
	}
	return domain.StopFault
}

// problemOf says of a row as a whole what is wrong with it: what the cause says to people, else this.
func problemOf(cause error, code, detail string) domain.RowProblem {
	if e := errs.Of(cause); e != nil && e.Kind != errs.Internal {
		code, detail = e.Code, e.Detail
	}
	return domain.RowProblem{Column: domain.FieldRow, Code: code, Detail: detail}
}

// atOnce is how many rows the next transaction works, of a batch.
func atOnce(i domain.Import, batch int) int {
	if i.Faults >= mostFaults {
		return 1
	}
	return batch
}

// singly counts the rows that were worked one by one since the last fault.
type singly int

// recovered says after a transaction that went well how many faults still count: where rows are worked one by one, that
// goes on for as many as a batch has.
func (n *singly) recovered(i domain.Import, batch singly) int64 {
	if i.Faults < mostFaults {
		return 0
	}
	if *n++; *n < batch {
		return mostFaults
	}
	*n = 0
	return 0
}
