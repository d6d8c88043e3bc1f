package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
)

// versions tells which state the database is in. Two answers are the same only where nothing was committed between the two
// questions, by whomever. Whoever asks gets the answer to a question that was put after they asked.
type versions interface {
	version(ctx context.Context) (string, error)
	close() error
}

// fileVersions asks SQLite on a connection of its own, which is opened when it is needed first, and anew after a failure. The
// number says what other connections have committed, of this process or of another one
// (https://www.sqlite.org/pragma.html#pragma_data_version), and means nothing to another connection. It costs 5 µs.
type fileVersions struct {
	connector driver.Connector

	mu     sync.Mutex
	opened int         // how often; part of the version
	conn   driver.Conn // writes nothing, so that every commit is another connection's
	ask    driver.StmtQueryContext
}

func (f *fileVersions) version(context.Context) (string, error) {
	ctx := context.Background() // the connection is everybody's: no request's end interrupts it
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ask == nil {
		if err := f.open(ctx); err != nil {
			return "", err
		}
	}
	version, err := f.read(ctx)
	if err != nil {
		return "", errors.Join(err, f.shut())
	}
	return strconv.Itoa(f.opened) + "." + strconv.FormatInt(version, 10), nil
}

func (f *fileVersions) open(ctx context.Context) error {
	conn, err := f.connector.Connect(ctx)
	if err != nil {
		return err
	}
	f.conn = conn
	f.opened++
	statement, err := conn.Prepare("PRAGMA data_version")
	if err != nil {
		return errors.Join(err, f.shut())
	}
	ask, ok := statement.(driver.StmtQueryContext)
	if !ok {
		return errors.Join(fmt.Errorf("a statement of the driver is a %T", statement), f.shut())
	}
	f.ask = ask
	return nil
}

func (f *fileVersions) read(ctx context.Context) (version int64, err error) {
	found, err := f.ask.QueryContext(ctx, nil)
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

func (f *fileVersions) shut() error {
	conn := f.conn
	f.conn, f.ask = nil, nil
	if conn == nil {
		return nil
	}
	return conn.Close() // with its statements
}

func (f *fileVersions) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.shut()
}

// serverVersions asks PostgreSQL which transactions its next statement would see: two snapshots that are the same see the same
// rows (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT). Requests that come while a
// question is on its way share the next one, so that however many ask there is one question at a time.
type serverVersions struct {
	pool *sql.DB

	mu    sync.Mutex
	next  *round // whoever asks now joins it; nil: nobody waits
	going bool   // a question is on its way
}

// round is one question of several.
type round struct {
	done    chan struct{}
	version string
	err     error
}

// serverVersion is the snapshot, with what tells two servers apart, and one server before and after a crash, which may give
// numbers of transactions that were lost once more. A standby does not know the second: nothing is remembered of one.
const serverVersion = "SELECT pg_current_snapshot()::text || ' ' || pg_current_wal_insert_lsn()::text || ' ' ||" +
	" extract(epoch FROM pg_postmaster_start_time())::text"

// versionWait is how long a question may take; those who wait for it may end sooner.
const versionWait = 5 * time.Second

func (s *serverVersions) version(ctx context.Context) (string, error) {
	s.mu.Lock()
	if s.next == nil {
		s.next = &round{done: make(chan struct{})}
	}
	mine := s.next
	if !s.going {
		s.going = true
		go s.rounds()
	}
	s.mu.Unlock()
	select {
	case <-mine.done:
		return mine.version, mine.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// rounds asks until nobody waits.
func (s *serverVersions) rounds() {
	for {
		s.mu.Lock()
		r := s.next
		s.next, s.going = nil, r != nil
		s.mu.Unlock()
		if r == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), versionWait)
		r.err = s.pool.QueryRowContext(ctx, serverVersion).Scan(&r.version)
		cancel()
		close(r.done)
	}
}

func (s *serverVersions) close() error { return nil } // the pool is closed by whoever opened it
