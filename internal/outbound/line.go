package outbound

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// line is a connection with a last moment that nothing but until can move: the library sets deadlines anew at each
// step, and a server that sends one byte per second would be waited for without end.
type line struct {
	net.Conn
	mu   sync.Mutex
	last time.Time
	late atomic.Bool // the last moment has passed; half a line then looks like a server that speaks nonsense
}

// Read notes where time ran out.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err != nil && isTimeout(err) {
		l.late.Store(true)
	}
	return n, err
}

// until sets the last moment to the end of ctx.
func (l *line) until(ctx context.Context) {
	end, _ := ctx.Deadline()
	l.mu.Lock()
	l.last = end
	l.mu.Unlock()
	_ = l.Conn.SetDeadline(end)
}

// SetDeadline keeps to the last moment.
func (l *line) SetDeadline(t time.Time) error { return l.Conn.SetDeadline(l.sooner(t)) }

// SetReadDeadline keeps to the last moment.
func (l *line) SetReadDeadline(t time.Time) error { return l.Conn.SetReadDeadline(l.sooner(t)) }

// SetWriteDeadline keeps to the last moment.
func (l *line) SetWriteDeadline(t time.Time) error { return l.Conn.SetWriteDeadline(l.sooner(t)) }

func (l *line) sooner(t time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.IsZero() || (!l.last.IsZero() && l.last.Before(t)) {
		return l.last
	}
	return t
}

// hangUp ends the connection, also one that was never opened.
func (l *line) hangUp() {
	if l.Conn != nil {
		_ = l.Close()
	}
}
