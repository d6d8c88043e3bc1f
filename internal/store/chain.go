package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const chainBatch = 500

// writeEntries inserts the jobs that were asked for, and adds what was recorded to the log: the entries of each workspace,
// and those that belong to none, each chained to the one before it. It is the last thing that a transaction does, so that the newest entry's row, which
// all writers of a workspace wait for, is held no longer than the commit takes, and nobody waits for another row
// while holding it. Several are taken in one order.
func (tx *Tx) writeEntries() error {
	of := map[string][]*domain.AuditEvent{}
	for i := range tx.ledger.entries {
		e := &tx.ledger.entries[i]
		of[scopeOf(e.ForWorkspace)] = append(of[scopeOf(e.ForWorkspace)], e)
	}
	for ws := range tx.ledger.usage {
		if _, told := of[string(ws)]; !told {
			of[string(ws)] = nil
		}
	}
	scopes := slices.Sorted(maps.Keys(of))
	for _, scope := range scopes {
		if err := tx.announceIn(id.Workspace(scope), of[scope]); err != nil {
			return fmt.Errorf("tell webhooks: %w", err)
		}
	}
	if err := tx.insertJobs(); err != nil {
		return err
	}
	for _, scope := range scopes {
		extend := tx.extendChain
		if tx.mayLink(scope, of[scope]) {
			extend = tx.linkEntries
		}
		if err := extend(scope, of[scope]); err != nil {
			return fmt.Errorf("write the audit log: %w", err)
		}
	}
	return nil
}

func scopeOf(ws *id.Workspace) string {
	if ws == nil {
		return ""
	}
	return string(*ws)
}

func (tx *Tx) extendChain(scope string, entries []*domain.AuditEvent) error {
	head, err := tx.lockHead(scope)
	if err != nil {
		return err
	}
	for _, e := range entries {
		head.Sequence++
		e.Sequence = head.Sequence
		if head.Hash, err = ChainHash(head.Hash, *e); err != nil {
			return err
		}
		e.Hash = head.Hash
	}
	change := map[string]any{"sequence": head.Sequence, "hash": head.Hash}
	if shift, any := tx.ledger.usage[id.Workspace(scope)]; any {
		if head.Usage, err = head.Shift(shift, tx.store.limits, tx.now); err != nil {
			return err
		}
		maps.Copy(change, usageColumns(head.Usage))
	}
	for part := range slices.Chunk(entries, chainBatch) {
		if err := tx.later(len(part)).Create(&part).Error; err != nil {
			return err
		}
	}
	return tx.later(1).Model(&domain.AuditHead{}).Where("scope = ?", scope).Updates(change).Error
}

// lockHead gives the newest entry of a chain with its row locked, and begins the chain where there is none.
func (tx *Tx) lockHead(scope string) (domain.AuditHead, error) {
	head, err := tx.takeHead(scope)
	if !errors.Is(err, ErrMissing) {
		return head, err
	}
	begun := domain.AuditHead{Scope: scope}
	if err := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&begun).Error; err != nil {
		return head, err
	}
	return tx.takeHead(scope)
}

func (tx *Tx) takeHead(scope string) (domain.AuditHead, error) {
	return take[domain.AuditHead](plain[domain.AuditHead](tx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("scope = ?", scope))
}

// ChainHash is what an entry is known by: the SHA-256 of a JSON array of the hash before it, its place, and everything that the
// entry says, in one spelling whichever database it was read from. The error says that its changes cannot be written as JSON.
func ChainHash(previous string, e domain.AuditEvent) (string, error) {
	begin, err := json.Marshal(previous)
	if err != nil {
		return "", err
	}
	rest, err := chainRest(e)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte("[" + string(begin) + "," + strconv.FormatInt(e.Sequence, 10) + rest))
	return hex.EncodeToString(sum[:]), nil
}

// chainRest is what follows the place of an entry in that array.
func chainRest(e domain.AuditEvent) (string, error) {
	changes, err := canonical(e.Changes)
	if err != nil {
		return "", err
	}
	said := []any{
		e.ID, scopeOf(e.ForWorkspace), e.Type, e.OccurredAt.UTC().Format(time.RFC3339Nano),
		e.ActorKind, e.ActorID, e.ActorLabel, e.TargetKind, e.TargetID, e.TargetLabel, changes,
		e.RequestID, e.IP, e.UserAgent, e.AboutUser,
	}
	if e.ActorOwner != "" { // entries from before it was kept have their hash without it
		said = append(said, e.ActorOwner)
	}
	text, err := json.Marshal(said)
	if err != nil {
		return "", err
	}
	return "," + string(text[1:]), nil
}

// canonical gives changes as they come back from the database: of plain values, the members sorted by name.
func canonical(changes map[string]domain.Change) (json.RawMessage, error) {
	text, err := json.Marshal(changes)
	if err != nil {
		return nil, err
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, err
	}
	return json.Marshal(plain)
}

// AuditHeads lists the newest entry of every chain.
func (tx *Tx) AuditHeads() ([]domain.AuditHead, error) {
	var list []domain.AuditHead
	err := plain[domain.AuditHead](tx).Order("scope").Find(&list).Error
	return list, err
}

// ChainAfter lists entries of a chain in their order, after a place in it. As for the feed, that numbers are above zero has
// to stand there for the index to be used.
func (tx *Tx) ChainAfter(scope string, sequence int64, limit int) ([]domain.AuditEvent, error) {
	var list []domain.AuditEvent
	err := tx.inScope(scope).Where("sequence > 0 AND sequence > ?", sequence).Order("sequence").Limit(limit).Find(&list).Error
	return list, err
}

// Unchained counts the entries of a scope that are in no chain and are not older than a moment; the zero time counts all.
func (tx *Tx) Unchained(scope string, since time.Time) (int64, error) {
	q := tx.inScope(scope).Where("sequence = 0")
	if !since.IsZero() {
		q = q.Where("occurred_at > ?", since)
	}
	var n int64
	err := q.Count(&n).Error
	return n, err
}

func (tx *Tx) inScope(scope string) *gorm.DB {
	if scope == "" {
		return plain[domain.AuditEvent](tx).Where("for_workspace IS NULL")
	}
	return plain[domain.AuditEvent](tx).Where("for_workspace = ?", scope)
}

// AuditScopes lists the workspaces that entries name, and "" where some name none.
func (tx *Tx) AuditScopes() ([]string, error) {
	var list []domain.AuditEvent
	err := plain[domain.AuditEvent](tx).Distinct("for_workspace").Order("for_workspace").Find(&list).Error
	out := make([]string, 0, len(list))
	for _, e := range list {
		out = append(out, scopeOf(e.ForWorkspace))
	}
	return out, err
}
