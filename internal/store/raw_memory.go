package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"sync"

	"gorm.io/gorm"
)

// memory keeps the answers to the questions of the gate for as long as nothing was written. SQLite says so itself: its
// data_version changes with whatever another connection commits, of this process or of another one beside it
// (https://www.sqlite.org/pragma.html#pragma_data_version), and asking for it costs 5 µs, where reading how somebody stands costs 70.
// So what is remembered is what would be read, at this very moment. PostgreSQL has no memory: asking it for a version would
// take as long as asking it the question.
type memory struct {
	connector driver.Connector

	mu   sync.Mutex
	conn driver.Conn // writes nothing, so that every commit is another connection's
	ask  driver.StmtQueryContext
	now  *edition

	doubt func(fault string) // for tests
}

// edition is what was read between two commits.
type edition struct {
	version int64
	answers map[question]any
}

// question is a text with its values. What it is read into belongs to the text.
type question struct{ text, values string }

// remembered is how many answers are kept at most. A few kilobytes each, they are all let go at once then.
const remembered = 1000

// recalled is fetch for a question whose answer may be remembered. Whoever gets it must not write into what it refers to:
// others get the same. Only raw_*.go may call it.
func recalled[T any](ctx context.Context, db *DB, h *gorm.DB, text string, values ...any) ([]T, error) {
	if db.memory == nil {
		return fetch[T](ctx, h, text, values...)
	}
	q := question{text, fmt.Sprintf("%q", values)}
	kept, at := db.memory.recall(q)
	if kept != nil && db.memory.doubt == nil {
		return slices.Clone(kept.([]T)), nil //nolint:forcetypeassert // the text says what it is read into
	}
	list, err := fetch[T](ctx, h, text, values...)
	if err != nil || len(list) == 0 || at == nil {
		return list, err
	}
	if kept != nil {
		db.memory.compare(q, at, kept, list)
	}
	db.memory.keep(q, at, list)
	return slices.Clone(list), nil
}

// recalledIn is recalled within a reading, and fetch within a transaction that writes, which sees what it wrote.
func recalledIn[T any](tx *Tx, text string, values ...any) ([]T, error) {
	if tx.ledger.reads {
		return recalled[T](tx.ctx, tx.store, tx.db, text, values...)
	}
	return fetch[T](tx.ctx, tx.db, text, values...)
}

// recall gives what is remembered, or nil, and the edition of the file that this moment has; nil where that cannot be told.
func (m *memory) recall(q question) (kept any, at *edition) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.look() != nil {
		return nil, nil
	}
	return m.now.answers[q], m.now
}

// keep remembers an answer that was read after the file had the edition. Where it has another one by now, the answer may be
// of either. That it has is found out by the next one who asks.
func (m *memory) keep(q question, at *edition, list any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at != m.now {
		return
	}
	if len(at.answers) >= remembered {
		clear(at.answers)
	}
	at.answers[q] = list
}

// look begins a new edition where something was written. It asks on a connection of its own, which is opened when it is needed
// first, and anew after a failure.
func (m *memory) look() error {
	ctx := context.Background() // the connection is everybody's: no request's end interrupts it
	if m.ask == nil {
		if err := m.open(ctx); err != nil {
			return err
		}
	}
	version, err := m.read(ctx)
	if err != nil {
		return errors.Join(err, m.shut())
	}
	if m.now == nil || m.now.version != version {
		m.now = &edition{version, map[question]any{}}
	}
	return nil
}

func (m *memory) open(ctx context.Context) error {
	conn, err := m.connector.Connect(ctx)
	if err != nil {
		return err
	}
	m.conn = conn
	statement, err := conn.Prepare("PRAGMA data_version")
	if err != nil {
		return errors.Join(err, m.shut())
	}
	ask, ok := statement.(driver.StmtQueryContext)
	if !ok {
		return errors.Join(fmt.Errorf("a statement of the driver is a %T", statement), m.shut())
	}
	m.ask = ask
	return nil
}

func (m *memory) read(ctx context.Context) (version int64, err error) {
	found, err := m.ask.QueryContext(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, found.Close()) }()
	cell := make([]driver.Value, 1)
	if err := found.Next(cell); err != nil {
		return 0, err
	}
	version, ok := cell[0].(int64)
	if !ok {
		return 0, fmt.Errorf("a version is a %T", cell[0])
	}
	if err := found.Next(cell); !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("after the version: %w", err)
	}
	return version, nil
}

// shut lets go of the connection, and of all that was remembered by it: a version means nothing to another connection.
func (m *memory) shut() error {
	conn := m.conn
	m.conn, m.ask, m.now = nil, nil, nil
	if conn == nil {
		return nil
	}
	return conn.Close() // with its statements
}

// close forgets everything.
func (m *memory) close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.shut()
}

// compare tells of an answer that is not what was read just now, where nothing was written in between.
func (m *memory) compare(q question, at *edition, kept, read any) {
	m.mu.Lock()
	failed := m.look()
	same := failed == nil && m.now == at
	m.mu.Unlock()
	if same && !reflect.DeepEqual(kept, read) {
		m.doubt(fmt.Sprintf("remembered of %s with %s: %+v, and there is %+v", q.text, q.values, kept, read))
	}
}

// Doubt has every answer that is remembered read again, and tells of each that is not what is there. For tests: a memory that
// is right, and into which nobody writes, has nothing to tell.
func (db *DB) Doubt(tell func(fault string)) {
	if db.memory != nil {
		db.memory.doubt = tell
	}
}
