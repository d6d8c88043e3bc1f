package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// How much mail an address gets is bounded by kind, over all workspaces and all processes: every mail that has a quota
// moves a mark of its address ahead by a step, and may leave where the mark is no further ahead than the quota's window.
// That happens at the end of the transaction, before the audit log alone, so that whoever mails the same address waits no
// longer than a commit takes, and for all addresses in one order, so that nobody waits in a circle. A refused transaction
// leaves no mark.

// spending is one mail that its address's quota is asked for.
type spending struct {
	tx      *Tx // as confined as the one that wrote it
	mail    domain.Mail
	quota   domain.MailQuota
	key     string
	patient bool
}

// allowance names the marks that one statement moves: they have the same quota, and the same is done where it is used up.
type allowance struct {
	quota   domain.MailQuota
	patient bool
}

// meter has a mail counted at the end of the transaction, where its kind is bounded.
func (tx *Tx) meter(mail domain.Mail, patient bool) error {
	quota, err := mail.Kind.Quota()
	if err != nil {
		return err
	}
	if tx.store.unbounded || quota.Most == 0 {
		return nil
	}
	tx.ledger.spendings = append(tx.ledger.spendings, spending{
		tx: tx, mail: mail, quota: quota, key: tx.store.countKey(quota, mail.Recipient), patient: patient,
	})
	return nil
}

// countKey is what an address is known by among the marks of a quota.
func (db *DB) countKey(q domain.MailQuota, e domain.Email) string {
	mac := hmac.New(sha256.New, db.addresses)
	mac.Write([]byte(q.Name + "\n" + string(e)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// spend counts the mails of the transaction. Where an address has had its quota, a mail that can wait is put off, and any
// other one refuses the whole: rate_limited, with the time to wait.
func (tx *Tx) spend() error {
	of := map[allowance][]spending{}
	for _, s := range tx.ledger.spendings {
		a := allowance{s.quota, s.patient}
		of[a] = append(of[a], s)
	}
	for _, a := range slices.SortedFunc(maps.Keys(of), allowance.compare) {
		if err := tx.spendAll(a, of[a]); err != nil {
			return err
		}
	}
	return nil
}

func (a allowance) compare(b allowance) int {
	if a.quota == b.quota && a.patient != b.patient && b.patient {
		return -1
	}
	return strings.Compare(a.quota.Name, b.quota.Name)
}

func (tx *Tx) spendAll(a allowance, list []spending) error {
	mails := map[string]int64{}
	for _, s := range list {
		mails[s.key]++
	}
	marks, err := tx.moveMarks(a, mails)
	if err != nil {
		return err
	}
	for _, s := range slices.Backward(list) { // the last one of an address stands at its mark
		mark, found := marks[s.key]
		marks[s.key] = mark.Add(-a.quota.Step())
		wait := mark.Add(-a.quota.Window).Sub(tx.now)
		switch {
		case !found:
			err = s.tx.putOff(s.mail, a.quota.Room(), true)
		case wait <= 0:
		case a.patient:
			err = s.tx.putOff(s.mail, wait, false)
		default:
			err = errAddressFull(wait)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func errAddressFull(wait time.Duration) error {
	return errs.New(errs.TooMany, "rate_limited", "This address was sent many e-mails lately. Wait a while, then ask again.").After(wait)
}

// putOff lets a mail that was just written wait. Uncounted ones have no moment of their own yet: when they come to their
// turn, they are counted, or wait again.
func (tx *Tx) putOff(m domain.Mail, wait time.Duration, uncounted bool) error {
	due := tx.now.Add(wait)
	m.NextTryAt, m.Uncounted, m.Status, m.Problem = &due, uncounted, domain.MailRetrying, domain.ProblemAddressFull
	err := plain[domain.Mail](tx).Where("id = ?", m.ID).UpdateColumns(map[string]any{
		"status": m.Status, "problem": m.Problem, "next_try_at": due, "uncounted": uncounted, "leased_until": nil,
	}).Error
	if err != nil {
		return fmt.Errorf("put off a mail: %w", err)
	}
	return tx.follow(m, domain.DeliveryRetrying, m.Problem, &due)
}

// takePlaceOf gives a mail with a newer link the place of the one before it, where that still waits for its address's
// quota: however often a link is replaced, it uses the quota once, and the newest waits no longer than the first would
// have.
func (tx *Tx) takePlaceOf(m *domain.Mail) (bool, error) {
	if m.InvitationID == nil {
		return false, nil
	}
	var before []domain.Mail
	err := plain[domain.Mail](tx).Clauses(clause.Locking{Strength: "UPDATE"}).Select("id", "next_try_at", "uncounted").
		Where("recipient = ? AND recipient <> '' AND invitation_id = ? AND status = ? AND problem = ? AND leased_until IS NULL AND next_try_at > ?",
			m.Recipient, *m.InvitationID, domain.MailRetrying, domain.ProblemAddressFull, tx.now).
		Limit(1).Find(&before).Error
	if err != nil || len(before) == 0 {
		return false, err
	}
	m.NextTryAt, m.Uncounted, m.Status, m.Problem = before[0].NextTryAt, before[0].Uncounted, domain.MailRetrying, domain.ProblemAddressFull
	err = plain[domain.Mail](tx).Where("id = ?", before[0].ID).UpdateColumns(map[string]any{
		"status": domain.MailDropped, "problem": "overtaken", "payload": nil, "next_try_at": nil,
	}).Error
	return err == nil, err
}

// countLate counts a mail that came to its turn uncounted, and tells how long it has to wait yet.
func (tx *Tx) countLate(m domain.Mail) (time.Duration, error) {
	quota, err := m.Kind.Quota()
	if err != nil {
		return 0, err
	}
	key := tx.store.countKey(quota, m.Recipient)
	marks, err := tx.moveMarks(allowance{quota, true}, map[string]int64{key: 1})
	if err != nil {
		return 0, err
	}
	mark, found := marks[key]
	if !found {
		return quota.Room(), tx.putOff(m, quota.Room(), true)
	}
	if wait := mark.Add(-quota.Window).Sub(tx.now); wait > 0 {
		return wait, tx.putOff(m, wait, false)
	}
	return 0, plain[domain.Mail](tx).Where("id = ?", m.ID).UpdateColumns(map[string]any{"uncounted": false}).Error
}

// countsDropped is how many counts are dropped together.
const countsDropped = 1000

// DropMailCounts forgets counts that have run out; bookkeeping. It waits for no row: whoever is about to use one again
// holds it.
func (tx *Tx) DropMailCounts() error {
	for {
		var gone []string
		err := plain[domain.MailCount](tx).Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("spent_to <= ?", tx.now.UnixMicro()).Order("spent_to").Limit(countsDropped).Pluck("address", &gone).Error
		if err != nil || len(gone) == 0 {
			return err
		}
		if err := plain[domain.MailCount](tx).Where("spent_to <= ? AND address IN ?", tx.now.UnixMicro(), gone).Delete(&domain.MailCount{}).Error; err != nil {
			return err
		}
		if len(gone) < countsDropped {
			return nil
		}
	}
}
