package admission

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

const revokeBatch = 25 // invitations that one transaction withdraws

// revoker withdraws the invitations of one import that nobody took yet, batch by batch.
type revoker struct {
	s      *Service
	job    authz.Job
	singly singly
}

// next withdraws some.
func (v *revoker) next(ctx context.Context, seen domain.Import) error {
	pass, err := v.s.actFor(ctx, seen)
	if err != nil {
		return v.s.stopOr(ctx, v.job, seen, err)
	}
	err = v.s.db.Write(ctx, pass, func(tx *store.Tx) error {
		i, err := tx.LockImport(seen.ID)
		if err != nil || i.State != domain.ImportRevoking {
			return ignoreMissing(err)
		}
		holding, err := recheckWide(tx, pass)
		if err != nil {
			return err
		}
		rows, err := nextToRevoke(tx, i, atOnce(i, revokeBatch))
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return endRevoking(tx, i)
		}
		tx.Hush()
		if err := revokeRows(tx, pass, &i, holding, rows); err != nil {
			return err
		}
		tx.Tell(domain.NoticeProgress, string(i.ID))
		tx.Tell(domain.NoticeResync, "")
		i.Faults = v.singly.recovered(i, revokeBatch)
		return tx.SaveImportProgress(i)
	})
	if lost(err) {
		return v.s.stopOr(ctx, v.job, seen, err)
	}
	return err
}

// nextToRevoke gives the next rows whose invitation may still be open.
func nextToRevoke(tx *store.Tx, i domain.Import, limit int) ([]domain.ImportRow, error) {
	invited := domain.OutcomeInvited
	return tx.NextImportRows(i.ID, i.LastRow, nil, &invited, limit)
}

func revokeRows(tx *store.Tx, pass authz.Pass, i *domain.Import, h domain.Holding, rows []domain.ImportRow) error {
	for at := range rows {
		r := &rows[at]
		i.LastRow = r.Number
		markRow(i, r, nil)
		gone, err := revokeRow(tx, pass, h, r)
		if err != nil {
			return err
		}
		if gone {
			i.RevokedRows++
		}
	}
	return tx.PutImportRows(rows)
}

// revokeRow withdraws the invitation of a row where it is still open; whoever accepted stays.
func revokeRow(tx *store.Tx, pass authz.Pass, h domain.Holding, r *domain.ImportRow) (bool, error) {
	if r.InvitationID == nil {
		return false, nil
	}
	i, err := tx.Invitation(*r.InvitationID)
	if err != nil {
		return false, ignoreMissing(err)
	}
	if i.Status != domain.InvitationPending && i.Status != domain.InvitationExpired {
		return false, nil
	}
	if err := revoke(tx, pass, h, i.ID, 0); err != nil {
		return false, err
	}
	r.Outcome, r.UserID, r.Cells, r.Mended, r.Email = domain.OutcomeRevoked, nil, []string{}, map[domain.ImportField]string{}, ""
	return true, nil
}

// keepNext says of the next row of a revocation that its invitation could not be withdrawn: it is still open, and its link
// works, which nobody may have to guess.
func keepNext(tx *store.Tx, i *domain.Import) error {
	rows, err := nextToRevoke(tx, *i, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	i.LastRow = rows[0].Number
	markRow(i, &rows[0], &domain.RowProblem{
		Column: domain.FieldRow, Code: domain.ProblemRevoke,
		Detail: "This invitation could not be revoked, because something went wrong in the server again and again: it may still be open. Revoke the import's invitations again.",
	})
	return tx.PutImportRows(rows)
}

// markRow writes into a row, and the import's count, that its invitation could not be withdrawn, or, with nil, that this
// is over.
func markRow(i *domain.Import, r *domain.ImportRow, why *domain.RowProblem) {
	i.Count(*r, -1)
	r.Problems = slices.DeleteFunc(slices.Clone(r.Problems), func(p domain.RowProblem) bool { return p.Code == domain.ProblemRevoke })
	if why != nil {
		r.Problems = append(r.Problems, *why)
	}
	i.Count(*r, 1)
}

// endRevoking ends a revocation whose rows all had their turn. Where some could not be withdrawn it was not done, and can be
// asked for again.
func endRevoking(tx *store.Tx, i domain.Import) error {
	if i.Problems[domain.ProblemRevoke] > 0 {
		return stop(tx, i, domain.StopRevokeFault)
	}
	now := tx.Now()
	i.State, i.FinishedAt = domain.ImportRevoked, &now
	i.Version++
	if err := tx.SaveImport(i); err != nil {
		return err
	}
	tx.Tell(domain.NoticeResync, "")
	return tx.Record(domain.ImportRevokedEvent{Import: i, RevokedRows: i.RevokedRows})
}
