package web

import (
	"log/slog"
	"net/http"
	"time"
)

// The bounds of a connection. A request has to arrive, and its answer to be taken, within them; streams lift the
// last one for themselves.
const (
	headTimeout  = 10 * time.Second
	readTimeout  = 30 * time.Second
	writeTimeout = 45 * time.Second
	idleTimeout  = 2 * time.Minute
	maxHeader    = 32 << 10
)

// Server makes the HTTP server of a handler, with all four timeouts. Its shutdown ends the streams first.
func (f *Frame) Server(address string, h http.Handler) *http.Server {
	s := &http.Server{
		Addr: address, Handler: endAfterChunks(h), MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
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
