package store

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// quiet leaves out what the queue has to say while all is well, what it reports as errors when it is merely being
// stopped, and what it said already a moment ago: with the database away it says the same ten times a second.
type quiet struct {
	slog.Handler
	said *said
}

const sayAgain = 10 * time.Second

type said struct {
	mu   sync.Mutex
	last map[string]time.Time // by message; the queue's messages are constants
}

func quietly(l *slog.Logger) *slog.Logger {
	return slog.New(quiet{l.Handler(), &said{last: map[string]time.Time{}}})
}

// Enabled lets warnings and errors through.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// Handle passes on what is worth reading.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	stopping := false
	r.Attrs(func(a slog.Attr) bool {
		stopping = stopping || strings.Contains(a.Value.String(), context.Canceled.Error())
		return !stopping
	})
	if stopping || !q.said.anew(r.Message, r.Time) {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

func (s *said) anew(message string, at time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.last[message]; ok && at.Sub(last) < sayAgain {
		return false
	}
	s.last[message] = at
	return true
}

// WithAttrs keeps quiet.
func (q quiet) WithAttrs(all []slog.Attr) slog.Handler {
	return quiet{q.Handler.WithAttrs(all), q.said}
}

// WithGroup keeps quiet.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name), q.said} }
