package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const (
	liveBuffer  = 64 // notices that a subscriber may lag behind
	liveDetail  = 32 // notices of one transaction that are told one by one; beyond, one resync tells them all
	liveChannel = "gatehouse_live"
)

// hub hands the notices of committed transactions to whoever subscribed in this process. On PostgreSQL they come
// in by LISTEN, those of this process too, so that every process tells the same in the same order.
type hub struct {
	db   *DB
	mu   sync.Mutex
	subs map[id.Workspace][]*subscriber
	stop func() // ends the listener; nil while nobody ever subscribed
	shut bool
}

type subscriber struct{ out chan domain.Notice }

func newHub(db *DB) *hub { return &hub{db: db, subs: map[id.Workspace][]*subscriber{}} }

// Subscribe gives the notices of a workspace's committed transactions until cancel is called; the channel is
// closed then, and when the database is closed. Whoever falls behind, and everybody after a gap in the
// connection to the database, gets one notice of type resync instead of what was missed.
func (db *DB) Subscribe(ws id.Workspace) (<-chan domain.Notice, func()) {
	h, s := db.live, &subscriber{out: make(chan domain.Notice, liveBuffer)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.shut {
		close(s.out)
		return s.out, func() {}
	}
	h.subs[ws] = append(h.subs[ws], s)
	if h.stop == nil && db.engine == Postgres {
		h.stop = h.listen()
	}
	return s.out, func() { h.leave(ws, s) }
}

func (h *hub) leave(ws id.Workspace, s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := slices.Index(h.subs[ws], s)
	if i < 0 {
		return // left before, or shut
	}
	h.subs[ws] = slices.Delete(h.subs[ws], i, i+1)
	if len(h.subs[ws]) == 0 {
		delete(h.subs, ws)
	}
	close(s.out)
}

// close ends the listener and all streams.
func (h *hub) close() {
	h.mu.Lock()
	stop := h.stop
	h.stop, h.shut = nil, true
	for _, all := range h.subs {
		for _, s := range all {
			close(s.out)
		}
	}
	h.subs = map[id.Workspace][]*subscriber{}
	h.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// deliver never waits: a full subscriber loses what it has not read, and is told to read everything again.
func (h *hub) deliver(n domain.Notice) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.subs[n.Workspace] {
		s.push(n)
	}
}

// resync tells everybody that something may have been missed.
func (h *hub) resync() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ws, all := range h.subs {
		for _, s := range all {
			s.push(domain.Notice{Workspace: ws, Type: domain.NoticeResync})
		}
	}
}

func (s *subscriber) push(n domain.Notice) {
	select {
	case s.out <- n:
		return
	default:
	}
	for drained := false; !drained; {
		select {
		case <-s.out:
		default:
			drained = true
		}
	}
	s.out <- domain.Notice{Workspace: n.Workspace, Type: domain.NoticeResync} // room was just made, and only the hub writes
}

// Hush tells the live streams nothing of what is recorded from here on; Tell says it as one.
func (tx *Tx) Hush() { tx.ledger.hushed = true }

// Tell tells the live streams of the transaction's workspace, after the commit, that something changed.
func (tx *Tx) Tell(t domain.EventType, one string) { tx.notice(t, one) }

// notice tells the live streams of the transaction's workspace, after the commit, of something that is no event.
func (tx *Tx) notice(t domain.EventType, one string) {
	if ws := tx.ledger.scope; ws != "" {
		tx.ledger.notices = append(tx.ledger.notices, domain.Notice{Workspace: ws, Type: t, ID: one})
	}
}

// publish hands the notices to PostgreSQL, which tells all processes at the commit, and none at a rollback.
func (tx *Tx) publish() error {
	if tx.store.engine != Postgres || len(tx.ledger.notices) == 0 {
		return nil
	}
	handle, err := sqlTx(tx.db)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(condense(tx.ledger.notices), liveDetail) {
		payload, err := json.Marshal(part)
		if err != nil {
			return fmt.Errorf("encode notices: %w", err)
		}
		if _, err := handle.ExecContext(sentLater(tx.ctx, expected{}), "SELECT pg_notify($1, $2)", liveChannel, string(payload)); err != nil {
			return fmt.Errorf("publish notices: %w", err)
		}
	}
	return nil
}

// broadcast tells the streams of this process. On PostgreSQL the listener does.
func (tx *Tx) broadcast() {
	if tx.store.engine == Postgres {
		return
	}
	for _, n := range condense(tx.ledger.notices) {
		tx.store.live.deliver(n)
	}
}

// condense drops repetitions, and makes one resync of what is too long to tell (a notification of PostgreSQL holds
// 8,000 bytes). Notices of one transaction are of one workspace, but for those of the house's own loops.
func condense(all []domain.Notice) []domain.Notice {
	out := make([]domain.Notice, 0, min(len(all), liveDetail))
	for _, n := range all {
		if slices.Contains(out, n) {
			continue
		}
		if len(out) == liveDetail {
			return resyncs(all)
		}
		out = append(out, n)
	}
	return out
}

func resyncs(all []domain.Notice) []domain.Notice {
	var out []domain.Notice
	for _, n := range all {
		one := domain.Notice{Workspace: n.Workspace, Type: domain.NoticeResync}
		if !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}
