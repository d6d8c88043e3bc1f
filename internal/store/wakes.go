package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

const (
	wakeGap  = 5 * time.Millisecond // what is committed within it is looked for once
	wakePoll = time.Second          // what another process left, such as a command beside the server, is found by then
)

// wakingDriver is the queue's driver for SQLite, but for its listener, which looks for news twenty times a second,
// whether or not anything happens. There is one process: it knows when it committed jobs.
type wakingDriver struct {
	*riversqlite.Driver
	pool *sql.DB
	wake <-chan struct{}
}

// GetListener gives the listener that is woken.
func (d wakingDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return &wakeListener{pool: d.pool, wake: d.wake, topics: map[string]bool{}}
}

// wakeListener reads the queue's notes in the order in which they were committed.
type wakeListener struct {
	pool      *sql.DB
	wake      <-chan struct{}
	mu        sync.Mutex
	connected bool
	seen      int64 // the newest note that was read
	topics    map[string]bool
}

// Connect begins after the notes that are there.
func (l *wakeListener) Connect(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.connected {
		return errors.New("the listener is connected already")
	}
	if err := l.pool.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM river_notification").Scan(&l.seen); err != nil {
		return fmt.Errorf("find the newest note: %w", cmp.Or(ctx.Err(), err)) // the queue tries again until it hears that it is to end
	}
	l.connected = true
	return nil
}

// Close lets Connect begin anew.
func (l *wakeListener) Close(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.connected = false
	return nil
}

// Listen takes notes of a topic from now on.
func (l *wakeListener) Listen(_ context.Context, topic string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.topics[topic] = true
	return nil
}

// Unlisten takes none of a topic any more.
func (l *wakeListener) Unlisten(_ context.Context, topic string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.topics, topic)
	return nil
}

// Ping asks the database for a sign of life.
func (l *wakeListener) Ping(ctx context.Context) error { return l.pool.PingContext(ctx) }

// Schema is the default one.
func (l *wakeListener) Schema() string { return "" }

// SetAfterConnectExec is for the queue's own tests.
func (l *wakeListener) SetAfterConnectExec(string) {}

// WaitForNotification gives the next note of a topic that is listened to.
func (l *wakeListener) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	for {
		note, err := l.next(ctx)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			err = l.sleep(ctx)
		case note != nil:
			return note, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, err
		}
	}
}

// next reads one note; nil where nobody listens to its topic. It asks the writer: whoever is woken by a commit that has
// not returned yet waits for it there.
func (l *wakeListener) next(ctx context.Context) (*riverdriver.Notification, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var note riverdriver.Notification
	err := l.pool.QueryRowContext(ctx, "SELECT id, topic, payload FROM river_notification WHERE id > ? ORDER BY id LIMIT 1", l.seen).
		Scan(&l.seen, &note.Topic, &note.Payload)
	if err != nil || !l.topics[note.Topic] {
		return nil, err
	}
	return &note, nil
}

func (l *wakeListener) sleep(ctx context.Context) error {
	select {
	case <-ctx.Done():
	case <-time.After(wakePoll):
	case <-l.wake:
		select {
		case <-ctx.Done():
		case <-time.After(wakeGap):
		}
	}
	return ctx.Err()
}
