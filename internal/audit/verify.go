package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Chain is one chain of the audit log: that of a workspace, or, with the scope "", of what belongs to none.
type Chain struct {
	Scope   string
	Entries int64
	Older   int64  // entries from before there were chains, which nothing proves
	Hash    string // of the newest entry; who keeps it elsewhere can tell later that nothing before it was changed
	Fault   string // what is wrong with the first bad entry; "" where every one is as it was written
}

const verifyBatch = 1000

// Verify walks every chain from its first entry to its newest and compares each entry with its hash. It may run beside
// a working server: what is added meanwhile is left for the next time.
func (s *Service) Verify(ctx context.Context, operator authz.Job) ([]Chain, error) {
	var heads map[string]domain.AuditHead
	var scopes []string
	err := s.db.Read(ctx, operator, func(tx *store.Tx) (err error) {
		heads, scopes, err = chains(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]Chain, 0, len(scopes))
	for _, scope := range scopes {
		head, found := heads[scope]
		w := &walk{db: s.db, proof: operator, head: head}
		c, err := w.chain(ctx, scope)
		if err != nil {
			return out, err
		}
		if !found && c.Fault == "" && c.Entries > 0 {
			c.Fault = "the note of the newest entry is gone"
		}
		out = append(out, c)
	}
	return out, nil
}

// chains lists the scopes of heads and of entries. The entries are read first, so that none of them is newer than the
// heads.
func chains(tx *store.Tx) (map[string]domain.AuditHead, []string, error) {
	scopes, err := tx.AuditScopes()
	if err != nil {
		return nil, nil, err
	}
	list, err := tx.AuditHeads()
	if err != nil {
		return nil, nil, err
	}
	known := map[string]bool{}
	for _, scope := range scopes {
		known[scope] = true
	}
	heads := map[string]domain.AuditHead{}
	for _, h := range list {
		heads[h.Scope] = h
		if !known[h.Scope] {
			scopes = append(scopes, h.Scope)
		}
	}
	return heads, scopes, nil
}

// walk goes along one chain.
type walk struct {
	db    *store.DB
	proof authz.Job
	head  domain.AuditHead
	began time.Time
	seen  int64
	hash  string
}

func (w *walk) chain(ctx context.Context, scope string) (Chain, error) {
	c := Chain{Scope: scope}
	for more := true; more && c.Fault == ""; {
		var list []domain.AuditEvent
		err := w.db.Read(ctx, w.proof, func(tx *store.Tx) (err error) {
			list, err = tx.ChainAfter(scope, w.seen, verifyBatch)
			return err
		})
		if err != nil {
			return c, err
		}
		more = len(list) == verifyBatch
		for _, e := range list {
			if w.head.Sequence > 0 && e.Sequence > w.head.Sequence && w.seen == w.head.Sequence {
				more = false // added since the walk began
				break
			}
			if c.Fault = w.next(e); c.Fault != "" {
				break
			}
		}
	}
	c.Entries, c.Hash = w.seen, w.hash
	if c.Fault == "" && w.head.Sequence > 0 && (w.seen != w.head.Sequence || w.hash != w.head.Hash) {
		c.Fault = fmt.Sprintf("entry %d is missing: the newest one is number %d", w.seen+1, w.head.Sequence)
		if w.seen == w.head.Sequence {
			c.Fault = fmt.Sprintf("entry %d is not the newest one that was written", w.seen)
		}
	}
	return c, w.older(ctx, &c)
}

// next compares one entry with its place and its hash.
func (w *walk) next(e domain.AuditEvent) string {
	if e.Sequence != w.seen+1 {
		return fmt.Sprintf("entry %d is missing", w.seen+1)
	}
	hash, err := store.ChainHash(w.hash, e)
	if err != nil || hash != e.Hash {
		return fmt.Sprintf("entry %d (%s, %s) was changed, or an entry before it was", e.Sequence, e.ID, e.Type)
	}
	if w.seen == 0 {
		w.began = e.OccurredAt
	}
	w.seen, w.hash = e.Sequence, hash
	return ""
}

// older counts the entries from before the chain, and finds those that say so and are not.
func (w *walk) older(ctx context.Context, c *Chain) error {
	return w.db.Read(ctx, w.proof, func(tx *store.Tx) (err error) {
		if c.Older, err = tx.Unchained(c.Scope, time.Time{}); err != nil || c.Fault != "" || w.began.IsZero() {
			return err
		}
		added, err := tx.Unchained(c.Scope, w.began)
		if added > 0 {
			c.Fault = fmt.Sprintf("%d entries were put in beside the chain", added)
		}
		return err
	})
}
