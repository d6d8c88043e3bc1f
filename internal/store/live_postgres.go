package store

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

const (
	listenDial    = 5 * time.Second
	listenPatient = 3 * time.Second  // the longest pause between two attempts to connect
	listenQuiet   = 10 * time.Second // silence after which the connection is asked for a sign of life
)

// listen keeps a connection of its own on LISTEN until the function it gives is called, which waits for its end.
func (h *hub) listen() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background()) // lives as long as the hub, not as long as any request
	done := make(chan struct{})
	go func() {
		defer close(done)
		for pause := 100 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, listenPatient) {
			heard, err := h.hear(ctx)
			if heard {
				pause = 100 * time.Millisecond
			}
			if ctx.Err() != nil {
				return
			}
			h.db.logger.Warn("live listener lost its connection", slog.Any("error", redact(err)))
			select {
			case <-ctx.Done():
			case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // jitter
			}
		}
	}()
	return func() { cancel(); <-done }
}

// hear listens on one connection until it breaks. As soon as it listens everybody reads again, because nobody
// knows what was told before. heard says that it came so far.
func (h *hub) hear(ctx context.Context) (heard bool, err error) {
	dial, cancel := context.WithTimeout(ctx, listenDial)
	defer cancel()
	conn, err := pgx.Connect(dial, h.db.direct)
	if err != nil {
		return false, err
	}
	defer func() {
		bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(bye)
	}()
	if _, err := conn.Exec(dial, "LISTEN "+liveChannel); err != nil {
		return false, err
	}
	h.resync()
	for {
		n, err := next(ctx, conn)
		if err != nil {
			return true, err
		}
		var notices []domain.Notice
		if json.Unmarshal([]byte(n.Payload), &notices) != nil {
			h.resync() // told by a release that speaks otherwise
			continue
		}
		for _, one := range notices {
			h.deliver(one)
		}
	}
}

// next waits for a notification. A machine that is gone ends no connection, and silence is what a quiet day sounds like, so
// whoever hears nothing for a while asks whether anybody is there.
func next(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	for {
		quiet, cancel := context.WithTimeout(ctx, listenQuiet)
		n, err := conn.WaitForNotification(quiet)
		cancel()
		if err == nil || ctx.Err() != nil || !pgconn.Timeout(err) {
			return n, err
		}
		ask, cancel := context.WithTimeout(ctx, listenDial)
		err = conn.Ping(ask)
		cancel()
		if err != nil {
			return nil, err
		}
	}
}
