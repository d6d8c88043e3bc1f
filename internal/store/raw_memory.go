package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"gorm.io/gorm"
)

// memory keeps the answers to the questions of the gate for as long as nothing was written, which the engine itself says. So
// what is remembered is what would be read, at this very moment.
type memory struct {
	source versions
	dear   bool // asking for the version costs as much as a small question

	mu   sync.Mutex
	now  *edition
	luck luck

	doubt func(fault string) // for tests
}

// edition is what was read between two commits.
type edition struct {
	version string
	answers map[question]any
}

// question is a text with its values. What it is read into belongs to the text.
type question struct{ text, values string }

// remembered is how many answers are kept at most. A few kilobytes each, they are all let go at once then.
const remembered = 1000

// recalled is fetch for a question whose answer may be remembered. Whoever gets it must not write into what it refers to:
// others get the same. Only raw_*.go may call it.
func recalled[T any](ctx context.Context, db *DB, h *gorm.DB, text string, values ...any) ([]T, error) {
	q := question{text, told(values)}
	kept, at := db.memory.recall(ctx, q)
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

// told writes values so that no two lists of them are the same.
func told(values []any) string {
	var b []byte
	for _, v := range values {
		text, ok := v.(string)
		if r := reflect.ValueOf(v); !ok && r.Kind() == reflect.String {
			text = r.String()
		} else if !ok {
			text = fmt.Sprintf("%T %v", v, v)
		}
		b = append(strconv.AppendInt(b, int64(len(text)), 10), ':')
		b = append(b, text...)
	}
	return string(b)
}

// recalledIn is recalled within a reading, and fetch within a transaction that writes, which sees what it wrote.
func recalledIn[T any](tx *Tx, text string, values ...any) ([]T, error) {
	if tx.ledger.reads {
		return recalled[T](tx.ctx, tx.store, tx.db, text, values...)
	}
	return fetch[T](tx.ctx, tx.db, text, values...)
}

// recall gives what is remembered, or nil, and the edition of the database that this moment has; nil where that cannot be
// told, or is not asked.
func (m *memory) recall(ctx context.Context, q question) (kept any, at *edition) {
	if m.dear && !m.worthwhile() {
		return nil, nil
	}
	version, err := m.source.version(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.now = nil
		m.luck.note(false)
		return nil, nil
	}
	if m.now == nil || m.now.version != version {
		m.now = &edition{version, map[question]any{}}
	}
	kept = m.now.answers[q]
	m.luck.note(kept != nil)
	return kept, m.now
}

func (m *memory) worthwhile() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.luck.worthwhile()
}

// keep remembers an answer that was read after the database had the edition. Where it has another one by now, the answer may be
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

// close forgets everything.
func (m *memory) close() error {
	m.mu.Lock()
	m.now = nil
	m.mu.Unlock()
	return m.source.close()
}

// compare tells of an answer that is not what was read just now, where nothing was written in between.
func (m *memory) compare(q question, at *edition, kept, read any) {
	version, err := m.source.version(context.Background())
	if err == nil && version == at.version && !reflect.DeepEqual(kept, read) {
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

// luck weighs whether it pays to ask for the version: where something is written all the time, or nobody asks twice, nearly
// every question is put all the same.
type luck struct{ asked, found, rest int }

const (
	luckOf   = 64    // so many questions are looked at together
	luckIs   = 16    // remembered of them; fewer, and asking for the version costs more than it saves
	luckRest = 1_000 // questions are put without it then
)

func (l *luck) worthwhile() bool {
	if l.rest > 0 {
		l.rest--
		return false
	}
	return true
}

func (l *luck) note(found bool) {
	l.asked++
	if found {
		l.found++
	}
	if l.asked < luckOf {
		return
	}
	if l.found < luckIs {
		l.rest = luckRest
	}
	l.asked, l.found = 0, 0
}
