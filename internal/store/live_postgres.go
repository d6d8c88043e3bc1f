package store

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

const (
	listenDial    = 5 * time.Second
	listenPatient = 3 * time.Second // the longest pause between two attempts to connect
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
	conn, err := pgx.Connect(dial, h.db.url)
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
		n, err := conn.WaitForNotification(ctx)
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
