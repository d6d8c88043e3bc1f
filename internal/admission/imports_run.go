package admission

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

const (
	inviteBatch = 100             // people whom one transaction invites: who else wants to write waits no longer than that takes
	resyncEvery = 2 * time.Second // how often a run tells the live streams to read their lists again
)

// inviter invites the people of one import, batch by batch.
type inviter struct {
	s      *Service
	job    authz.Job
	told   time.Time // when the live streams were last told to read their lists again
	singly singly
}

// next invites some people, each exactly once: the batch, what became of its rows, and how far the import has come are one
// transaction.
func (v *inviter) next(ctx context.Context, seen domain.Import) error {
	pass, err := v.s.actFor(ctx, seen)
	if err != nil {
		return v.s.stopOr(ctx, v.job, seen, err)
	}
	now := clock.System{}.Now()
	tell := now.Sub(v.told) >= resyncEvery
	err = v.run(ctx, pass, seen, tell, false)
	if e := errs.Of(err); e != nil && e.Code == "limit_reached" {
		err = v.run(ctx, pass, seen, tell, true) // others filled what was left meanwhile
	}
	if tell && err == nil {
		v.told = now
	}
	if lost(err) {
		return v.s.stopOr(ctx, v.job, seen, err)
	}
	return err
}

func (v *inviter) run(ctx context.Context, pass authz.Pass, seen domain.Import, tell, full bool) error {
	return v.s.db.Write(ctx, pass, func(tx *store.Tx) error {
		if _, err := tx.HoldPlace(); err != nil { // before every other lock
			return ignoreMissing(err)
		}
		i, err := tx.LockImport(seen.ID)
		if err != nil || i.State != domain.ImportRunning {
			return ignoreMissing(err) // cancelled meanwhile
		}
		holding, err := recheckWide(tx, pass)
		if err != nil {
			return err
		}
		rows, err := nextToInvite(tx, i, atOnce(i, inviteBatch))
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return endRun(tx, i)
		}
		tx.Hush()
		if err := inviteRows(tx, pass, &i, holding, rows, full); err != nil {
			return err
		}
		tx.Tell(domain.NoticeProgress, string(i.ID))
		if tell {
			tx.Tell(domain.NoticeResync, "")
		}
		i.Faults = v.singly.recovered(i, inviteBatch)
		return tx.SaveImportProgress(i)
	})
}

// nextToInvite gives the next rows of a run that can be invited and had no turn yet.
func nextToInvite(tx *store.Tx, i domain.Import, limit int) ([]domain.ImportRow, error) {
	valid, untouched := domain.RowValid, domain.RowOutcome("")
	return tx.NextImportRows(i.ID, i.LastRow, &valid, &untouched, limit)
}

func endRun(tx *store.Tx, i domain.Import) error {
	now := tx.Now()
	i.State, i.FinishedAt = domain.ImportDone, &now
	i.Version++
	if err := tx.SaveImport(i); err != nil {
		return err
	}
	tx.Tell(domain.NoticeResync, "")
	return tx.Record(domain.ImportDoneEvent{Import: i, DoneRows: i.DoneRows, FailedRows: i.FailedRows})
}

// turn is what a batch of rows comes to: the offers that can be made, and which row each is of.
type turn struct {
	offers []offer
	of     []int
}

// inviteRows judges the rows once more, as things stand now, and invites those that still can be.
func inviteRows(tx *store.Tx, pass authz.Pass, i *domain.Import, h domain.Holding, rows []domain.ImportRow, full bool) error {
	j, err := newJudge(tx, *i, h, rows)
	if err != nil {
		return err
	}
	t, err := j.turnOf(tx, rows, full)
	if err != nil {
		return err
	}
	i.LastRow = rows[len(rows)-1].Number
	i.FailedRows += int64(len(rows) - len(t.offers))
	i.DoneRows += int64(len(t.offers))
	accounts, err := accountsOf(tx, t.offers)
	if err != nil {
		return err
	}
	made, err := offerPlaces(tx, pass, h, t.offers, accounts, batch{of: i.ID})
	if err != nil {
		return err
	}
	letters := make([]domain.Message, len(made))
	for n, m := range made {
		letters[n] = invitationMail(pass, m.invitation, t.offers[n].roles, t.offers[n].token, domain.MailInvitation)
		letters[n].Bulk = true
		r := &rows[t.of[n]]
		r.Outcome, r.UserID, r.InvitationID = domain.OutcomeInvited, &made[n].user.ID, &made[n].invitation.ID
	}
	if err := tx.Mail(letters...); err != nil {
		return err
	}
	return tx.PutImportRows(rows)
}

// turnOf makes offers of the rows that can be invited now; the others fail, with what is wrong.
func (j *judge) turnOf(tx *store.Tx, rows []domain.ImportRow, full bool) (turn, error) {
	emails := make([]domain.Email, len(rows))
	for at, r := range rows {
		emails[at] = r.Email
	}
	left, err := leftFor(tx, full)
	if err != nil {
		return turn{}, err
	}
	people, err := tx.StatusesByEmail(emails)
	if err != nil {
		return turn{}, err
	}
	var t turn
	mine := map[domain.Email]int64{} // the rows of this batch by their address
	for at := range rows {
		r := &rows[at]
		o := j.read(r)
		if r.Verdict == domain.RowValid {
			j.now(r, people, mine, left)
		}
		if r.Verdict == domain.RowValid {
			mine[r.Email] = r.Number
			t.offers, t.of = append(t.offers, o), append(t.of, at)
			left--
			continue
		}
		r.Verdict, r.Outcome = domain.RowValid, domain.OutcomeFailed // the verdict is what the check said
	}
	return t, nil
}

// now finds what stands against a row that could be invited by itself: somebody of its address, or a limit.
func (j *judge) now(r *domain.ImportRow, people map[domain.Email]domain.UserStatus, mine map[domain.Email]int64, left int64) {
	status, here := people[r.Email]
	first, twice := mine[r.Email]
	switch {
	case here:
		taken(r, status)
	case twice:
		repeats(r, first)
	case left == 0:
		j.find(r, domain.FieldRow, "limit_reached", "The workspace has as many open invitations, or sent as many mails today, as it can.")
	}
}

// leftFor is how many more people can be invited; negative: any number.
func leftFor(tx *store.Tx, full bool) (int64, error) {
	if full {
		return 0, nil
	}
	usage, limits, err := tx.Usage()
	return usage.Left(limits, tx.Now()), err
}
