package web

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// crowd bounds the connections that are open at once. Where one more comes than may, the one that has waited longest for a
// request to begin, or to go on in its head, is closed: an honest client opens another when it has something to say, and
// whoever opens connections to keep them keeps nobody out. A connection with a request at work is never closed for others;
// its time ends by itself. Where all are at work, the new one is closed.
type crowd struct {
	most    int // 0: any number
	mu      sync.Mutex
	open    map[net.Conn]*list.Element // nil while a request is at work
	waiting *list.List                 // of connections, the longest wait first
}

func newCrowd(most int) *crowd {
	return &crowd{most: most, open: map[net.Conn]*list.Element{}, waiting: list.New()}
}

// watch is told by the server of each connection, whatever becomes of it.
func (c *crowd) watch(one net.Conn, state http.ConnState) {
	if c.most == 0 {
		return
	}
	if over := c.note(one, state); over != nil {
		_ = over.Close()
	}
}

// note gives the connection that has to go, or nil.
func (c *crowd) note(one net.Conn, state http.ConnState) net.Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	waits, known := c.open[one]
	if waits != nil {
		c.waiting.Remove(waits)
	}
	switch {
	case state == http.StateNew, state == http.StateIdle && known:
		c.open[one] = c.waiting.PushBack(one)
	case state == http.StateActive && known:
		c.open[one] = nil
	default: // over, or let go before
		delete(c.open, one)
	}
	if len(c.open) <= c.most || c.waiting.Len() == 0 {
		return nil
	}
	longest, _ := c.waiting.Remove(c.waiting.Front()).(net.Conn)
	delete(c.open, longest)
	return longest
}
