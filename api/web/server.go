package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"
)

const maxHeader = 32 << 10

// Waits are how long a connection may take. A request has to arrive, and its answer to be taken, within them; streams lift
// the last one for themselves. Zero ones are the usual ones.
type Waits struct {
	Head  time.Duration // for all lines of a request's head; 0: 10 seconds
	Read  time.Duration // for the whole request; 0: 30 seconds
	Write time.Duration // from the end of the head to the end of the answer; 0: 45 seconds
	Idle  time.Duration // between two requests; 0: 2 minutes
}

func (w Waits) orUsual() Waits {
	return Waits{
		Head: cmp.Or(w.Head, 10*time.Second), Read: cmp.Or(w.Read, 30*time.Second), Write: cmp.Or(w.Write, 45*time.Second),
		Idle: cmp.Or(w.Idle, 2*time.Minute),
	}
}

// Server makes the HTTP server of a handler, with all four timeouts and a bound of its connections. Its shutdown ends the
// streams first.
func (f *Frame) Server(address string, h http.Handler) *http.Server {
	waits := f.options.Waits.orUsual()
	s := &http.Server{
		Addr: address, Handler: endAfterChunks(h), MaxHeaderBytes: maxHeader, ConnState: newCrowd(f.options.MaxConnections).watch,
		ReadHeaderTimeout: waits.Head, ReadTimeout: waits.Read, WriteTimeout: waits.Write, IdleTimeout: waits.Idle,
		ErrorLog: slog.NewLogLogger(f.log.Handler(), slog.LevelDebug),
	}
	s.RegisterOnShutdown(f.EndStreams)
	return s
}

// endAfterChunks ends the connection after a body in chunks. Where a length stood beside the chunks, a proxy may take for a
// part of that body what we would take for the next request: RFC 9112, 6.3 asks for the end then, and net/http does not tell
// whether a length did.
func endAfterChunks(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// EndStreams ends all streams; they say goodbye and clients ask again, elsewhere.
func (f *Frame) EndStreams() {
	f.closed.Do(func() { close(f.closing) })
}
