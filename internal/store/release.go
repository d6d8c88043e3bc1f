package store

import (
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// maxSharers is how many workspaces get a turn at once; the others follow.
const maxSharers = 500

// ReleaseMails gives up to so many bulk mails their turn: as many of each workspace as of any other that has some
// waiting, the oldest first. It tells how many got it, and whether more wait. Mails that had their turn and did not leave
// yet count, so that a slow mail server is not handed more and more.
func (tx *Tx) ReleaseMails(most int) (released int, more bool, err error) {
	var under int64
	err = plain[domain.Mail](tx).Where("bulk AND NOT held AND status = 'queued'").Limit(most).Count(&under).Error
	if err != nil {
		return 0, true, err
	}
	most -= int(under)
	sharers, err := tx.heldPlaces()
	if err != nil || len(sharers) == 0 || most <= 0 {
		return 0, len(sharers) > 0, err
	}
	var turn []domain.Mail
	for at, ws := range sharers {
		share := (most - len(turn)) / (len(sharers) - at)
		if share == 0 && len(turn) < most {
			share = 1
		}
		var some []domain.Mail
		err := plain[domain.Mail](tx).Where("held AND for_workspace = ? AND next_try_at <= ?", ws, tx.now).Order("id").Limit(share).Find(&some).Error
		if err != nil {
			return 0, true, err
		}
		turn = append(turn, some...)
	}
	ids := make([]id.Mail, len(turn))
	for i, m := range turn {
		ids[i] = m.ID
	}
	err = plain[domain.Mail](tx).Where("id IN ?", id.Text(ids)).UpdateColumns(map[string]any{"held": false, "status": domain.MailQueued, "next_try_at": tx.now}).Error
	if err != nil {
		return 0, true, err
	}
	return len(turn), true, tx.enqueueReleased(turn)
}

// heldPlaces lists the workspaces with bulk mails that wait for their turn alone, each found by one look at the index.
func (tx *Tx) heldPlaces() ([]string, error) {
	var list []string
	for last := ""; len(list) < maxSharers; {
		q := plain[domain.Mail](tx).Where("held AND next_try_at <= ?", tx.now).Order("for_workspace").Limit(1)
		if last != "" {
			q = q.Where("for_workspace > ?", last)
		}
		var next []string
		if err := q.Pluck("for_workspace", &next).Error; err != nil {
			return nil, err
		}
		if len(next) == 0 {
			break
		}
		last = next[0]
		list = append(list, last)
	}
	return list, nil
}

// reviveRelease asks for the turn of bulk mails that wait, in case the job that had it was lost, or they were put off.
func (tx *Tx) reviveRelease() error {
	var waits []id.Mail
	err := plain[domain.Mail](tx).Where("held AND next_try_at <= ?", tx.now).Limit(1).Pluck("id", &waits).Error
	if err != nil || len(waits) == 0 {
		return err
	}
	return tx.enqueueRelease()
}
