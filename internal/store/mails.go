package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// DigestPause is how long a mail that others may be folded into waits for them.
const DigestPause = 4 * time.Second

const (
	maxFolded  = 500 // mails folded into one at a time
	maxChanges = 50  // changes of somebody's access kept of those
)

var waiting = []domain.MailStatus{domain.MailQueued, domain.MailRetrying} //nolint:gochecknoglobals // a constant list

// Mail puts messages into the outbox: the row of each, with what the templates need sealed, and the job that sends it.
// Both are written at the end of the transaction, and exist if, and only if, it commits. Bulk ones wait for their turn (ReleaseMails). At the end of the
// transaction each is counted against its address's quota: the patient ones wait where that is used up, and any other one
// makes the transaction fail with rate_limited. ErrUnscoped for a message in another workspace's name.
func (tx *Tx) Mail(list ...domain.Message) error {
	mails := make([]domain.Mail, len(list))
	var shift domain.UsageShift
	held := false
	for i, m := range list {
		if scope := tx.ledger.scope; scope != "" && m.Workspace != "" && m.Workspace != scope {
			return fmt.Errorf("%w: mailing for another workspace", ErrUnscoped)
		}
		var err error
		if mails[i], err = tx.mailOf(m); err != nil {
			return err
		}
		held = held || m.Bulk
		shift.Mails++
		if m.Invitation != "" {
			shift.Offers++
		}
	}
	tx.shiftUsage(shift)
	tx.ledger.mails = append(tx.ledger.mails, mails...)
	for i, m := range list {
		if m.Bulk {
			continue
		}
		if err := tx.enqueueMail(mails[i].ID, m.Workspace, mails[i].NextTryAt.Sub(tx.now)); err != nil {
			return err
		}
	}
	if held {
		return tx.enqueueRelease()
	}
	return nil
}

// insertMails writes the rows of all messages of the transaction.
func (tx *Tx) insertMails() error {
	list := tx.ledger.mails
	tx.ledger.mails = nil
	if err := addAll(tx, list); err != nil {
		return fmt.Errorf("add mail: %w", err)
	}
	return nil
}

func (tx *Tx) mailOf(m domain.Message) (domain.Mail, error) {
	mail := domain.Mail{
		ID: id.New[id.Mail](), Generation: m.Generation, Kind: m.Kind, Recipient: m.To, Locale: m.Locale,
		Digest: m.Digest, Status: domain.MailQueued, Bulk: m.Bulk, Held: m.Bulk, CreatedAt: tx.now,
	}
	if m.Workspace != "" {
		mail.ForWorkspace = &m.Workspace
	}
	if m.Invitation != "" {
		mail.InvitationID = &m.Invitation
	}
	due := tx.now.Add(pauseOf(m))
	mail.NextTryAt = &due
	var err error
	if mail.Payload, err = tx.seal(mail.ID, m.Data); err != nil {
		return mail, err
	}
	return tx.counted(m, mail)
}

// counted has a mail counted, unless it takes the place of one that was.
func (tx *Tx) counted(m domain.Message, mail domain.Mail) (domain.Mail, error) {
	if m.Patient && !m.Bulk {
		took, err := tx.takePlaceOf(&mail)
		if err != nil {
			return mail, err
		}
		if took {
			return mail, tx.follow(mail, domain.DeliveryRetrying, mail.Problem, mail.NextTryAt)
		}
	}
	return mail, tx.meter(mail, m.Patient || m.Bulk)
}

// pauseOf is how long a message waits for others to be folded into it.
func pauseOf(m domain.Message) time.Duration {
	if m.Digest == "" {
		return 0
	}
	return DigestPause
}

func (tx *Tx) seal(mail id.Mail, data domain.MailData) ([]byte, error) {
	plain, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("encode mail data: %w", err)
	}
	return tx.store.mails.Seal(plain, string(mail)), nil
}

func (tx *Tx) unseal(mail domain.Mail) (domain.MailData, error) {
	var data domain.MailData
	plain, err := tx.store.mails.Open(mail.Payload, string(mail.ID))
	if err != nil {
		return data, err
	}
	return data, json.Unmarshal(plain, &data)
}

// MailClaim is the outcome of asking for a mail. Mail and Data are there where it was Taken; Later says when to ask
// again where its time has not come; neither: it is done, gone, or in other hands.
type MailClaim struct {
	Taken bool
	Later time.Duration
	Mail  domain.Mail
	Data  domain.MailData
}

// ClaimMail takes a mail for the length of a lease: nobody else gets it until the lease ends or the mail is
// settled. The first to take it gives it its Message-ID, which it then keeps. Mails with the same digest that
// still wait are folded into it. A mail whose announcement was overtaken is dropped instead.
func (tx *Tx) ClaimMail(one id.Mail, lease time.Duration, host string) (MailClaim, error) {
	until := tx.now.Add(lease)
	var seen domain.Mail
	if err := plain[domain.Mail](tx).Select("recipient", "digest").Where("id = ?", one).Take(&seen).Error; err != nil {
		return MailClaim{}, unlessMissing(err)
	}
	if err := tx.lockDigest(string(seen.Recipient), seen.Digest); err != nil {
		return MailClaim{}, err
	}
	done := plain[domain.Mail](tx).
		Where("id = ? AND status IN ? AND next_try_at <= ? AND (leased_until IS NULL OR leased_until < ?)", one, waiting, tx.now, tx.now).
		UpdateColumns(map[string]any{"leased_until": until})
	if done.Error != nil {
		return MailClaim{}, fmt.Errorf("claim mail: %w", done.Error)
	}
	var c MailClaim
	if err := plain[domain.Mail](tx).Where("id = ?", one).Take(&c.Mail).Error; err != nil {
		return MailClaim{}, unlessMissing(err)
	}
	if done.RowsAffected == 0 {
		if slices.Contains(waiting, c.Mail.Status) && c.Mail.LeasedUntil == nil && c.Mail.NextTryAt != nil {
			c.Later = c.Mail.NextTryAt.Sub(tx.now)
		}
		return c, nil
	}
	overtaken, err := tx.overtaken(c.Mail)
	if err == nil && overtaken {
		err = tx.settle(c.Mail, domain.MailDropped, "overtaken")
	}
	if err != nil || overtaken {
		return c, err
	}
	if c.Mail.Uncounted {
		if c.Later, err = tx.countLate(c.Mail); err != nil || c.Later > 0 {
			return c, err
		}
	}
	return tx.open(c, host)
}

// unlessMissing: a mail that is gone went with its workspace, and there is nothing to send.
func unlessMissing(err error) error {
	if err = translate(err); errors.Is(err, ErrMissing) {
		return nil
	}
	return err
}

// open reads what was sealed, and folds in what waits beside it.
func (tx *Tx) open(c MailClaim, host string) (MailClaim, error) {
	var err error
	if c.Data, err = tx.unseal(c.Mail); err != nil {
		return c, err
	}
	change := map[string]any{}
	if c.Mail.MessageID == "" {
		c.Mail.MessageID = "<" + string(c.Mail.ID) + "@" + host + ">"
		change["message_id"] = c.Mail.MessageID
	}
	folded, err := tx.fold(c.Mail, &c.Data)
	if err != nil {
		return c, err
	}
	if folded {
		if c.Mail.Payload, err = tx.seal(c.Mail.ID, c.Data); err != nil {
			return c, err
		}
		change["payload"] = c.Mail.Payload
	}
	if len(change) > 0 {
		err = plain[domain.Mail](tx).Where("id = ?", c.Mail.ID).UpdateColumns(change).Error
	}
	c.Taken = err == nil
	return c, err
}

// overtaken tells that the invitation which a mail carries is no longer pending, or has a newer link.
func (tx *Tx) overtaken(m domain.Mail) (bool, error) {
	if m.InvitationID == nil {
		return false, nil
	}
	var standing int64
	err := rows[domain.Invitation](tx).
		Where("id = ? AND status = ? AND generation = ?", *m.InvitationID, domain.InvitationPending, m.Generation).
		Count(&standing).Error
	return standing == 0, err
}

// fold adds the mails of the same digest that nobody has taken yet to the one just taken, and drops them. It never
// waits for a row: mails that come to their turn together would wait for one another in a circle.
func (tx *Tx) fold(into domain.Mail, data *domain.MailData) (bool, error) {
	if into.Digest == "" || into.Status != domain.MailQueued {
		return false, nil
	}
	var others []domain.Mail
	err := plain[domain.Mail](tx).Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
		Where("recipient = ? AND digest = ? AND status = ? AND leased_until IS NULL AND id <> ?", into.Recipient, into.Digest, domain.MailQueued, into.ID).
		Order("id").Limit(maxFolded).Find(&others).Error
	if err != nil {
		return false, fmt.Errorf("find mails to fold: %w", err)
	}
	folded := false
	for _, other := range others {
		mine := plain[domain.Mail](tx).Where("id = ? AND status = ? AND leased_until IS NULL", other.ID, domain.MailQueued).
			UpdateColumns(map[string]any{"status": domain.MailDropped, "problem": "folded", "payload": nil, "next_try_at": nil})
		if mine.Error != nil {
			return false, fmt.Errorf("fold mail: %w", mine.Error)
		}
		if mine.RowsAffected == 0 {
			continue // its own turn had come
		}
		more, err := tx.unseal(other)
		if err != nil {
			return false, err
		}
		merge(data, more)
		folded = true
	}
	return folded, nil
}

func merge(into *domain.MailData, more domain.MailData) {
	into.Count = max(1, into.Count) + max(1, more.Count)
	for _, one := range more.People {
		if len(into.People) < domain.MaxPeopleNamed && !slices.Contains(into.People, one) {
			into.People = append(into.People, one)
		}
	}
	into.Changes = append(into.Changes, more.Changes...)
	slices.SortStableFunc(into.Changes, func(a, b domain.AccessChange) int { return a.At.Compare(b.At) })
	if over := len(into.Changes) - maxChanges; over > 0 {
		into.Changes = into.Changes[over:] // the newest say how it stands
	}
}

// ExtendMail lengthens the lease of a mail that is still being sent; false where the lease was lost.
func (tx *Tx) ExtendMail(m *domain.Mail, lease time.Duration) (bool, error) {
	until := tx.now.Add(lease)
	done := plain[domain.Mail](tx).Where("id = ? AND status IN ? AND leased_until = ?", m.ID, waiting, m.LeasedUntil).
		UpdateColumns(map[string]any{"leased_until": until})
	if done.Error == nil && done.RowsAffected == 1 {
		m.LeasedUntil = &until
		return true, nil
	}
	return false, done.Error
}
