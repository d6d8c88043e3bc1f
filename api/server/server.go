// Package server opens the house to the network: it hangs every operation into one router, listens, and ends
// in good order. It answers nothing itself.
package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gatehouse-dev/gatehouse/api/rest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/docs/openapi"
	"github.com/gatehouse-dev/gatehouse/frontend"
	"github.com/gatehouse-dev/gatehouse/internal/app"
)

// Grace is how long requests in flight may take to end, and mails in hand to be sent, after SIGTERM.
const Grace = 20 * time.Second

// Server is the listeners of one process.
type Server struct {
	Handler    http.Handler    // everything that the main listener answers
	Operations []web.Operation // the operations behind it
	app        *app.App
	http       []*http.Server
	ending     atomic.Bool
}

var errEnding = errors.New("shutting down")

// New hangs the operations of a built house into a router. Nothing listens yet.
func New(a *app.App) (*Server, error) {
	s := &Server{app: a}
	inside := web.Rooms{
		Gate: a.Gate, Auth: a.Identity, Idempotency: a.DB, Denials: a, KeyUse: a.Tenancy, Clock: a.Clock, Log: a.Log,
	}
	if buckets, shared := a.Buckets(); shared {
		inside.Buckets = buckets
	}
	frame := web.NewFrame(inside, web.Options{
		PublicURL: a.Config.URL, TrustedProxies: a.Config.Proxies, NoRateLimits: a.Config.RateLimits == "off",
		Slots: a.DB.AtOnce(), MaxConnections: a.Config.MaxConnections,
	})
	a.Identity.LendWhile(frame.Quiet)
	pages, err := web.NewApp(frontend.Files())
	if err != nil {
		return nil, fmt.Errorf("read the browser app: %w", err)
	}
	docs, err := web.NewDocs(openapi.Files())
	if err != nil {
		return nil, fmt.Errorf("read the docs page: %w", err)
	}
	rooms := rest.Rooms{
		Frame: frame, Admission: a.Admission, Tenancy: a.Tenancy, Keyring: a.Keyring, Audit: a.Audit, Cursors: a.Cursors, Live: a.DB, Ready: s.ready,
		Docs: docs,
	}
	metrics := frame.Metrics().Handler()
	if a.Config.MetricsListen != "" {
		only := http.NewServeMux()
		only.Handle("GET /metrics", metrics)
		s.http = append(s.http, frame.Server(a.Config.MetricsListen, only))
	} else if !a.Config.InProduction() {
		rooms.Metrics = metrics
	}
	s.Operations = rest.New(rooms).Operations()
	mounted := s.Operations
	if a.Outbox != nil {
		dev, err := rest.DevMailOperations(a.Outbox)
		if err != nil {
			return nil, fmt.Errorf("read the page of the local outbox: %w", err)
		}
		mounted = slices.Concat(mounted, dev)
	}
	s.Handler = frame.Mount(mounted, pages)
	s.http = append(s.http, frame.Server(a.Config.Listen, s.sayingGoodbye(s.Handler)))
	return s, nil
}

// sayingGoodbye ends each connection after its next answer, once the process was told to end: whoever keeps connections open
// opens the next one elsewhere, and no request meets one that closes.
func (s *Server) sayingGoodbye(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.ending.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// ready tells whether requests can be answered: not while ending, and not without the database.
func (s *Server) ready(ctx context.Context) error {
	if s.ending.Load() {
		return errEnding
	}
	return s.app.DB.Ping(ctx)
}

// Run listens first, so that a port in use is told before anything starts, then works until ctx ends. Opened
// is called in between: requests arrive by then, and none is answered before it has returned. The background work
// begins beside the first requests, which need none of it.
func (s *Server) Run(ctx context.Context, opened func(context.Context)) error {
	listeners := make([]net.Listener, len(s.http))
	for i, one := range s.http {
		var err error
		if listeners[i], err = (&net.ListenConfig{}).Listen(ctx, "tcp", one.Addr); err != nil {
			return fmt.Errorf("listen on %s: %w", one.Addr, err)
		}
	}
	if err := s.app.Prepare(ctx); err != nil {
		return err
	}
	opened(ctx)
	group, ctx := errgroup.WithContext(ctx)
	for i, one := range s.http {
		group.Go(func() error {
			if err := one.Serve(listeners[i]); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	}
	group.Go(func() error { return s.app.Start(ctx) })
	group.Go(func() error {
		<-ctx.Done()
		return s.shutDown(context.WithoutCancel(ctx))
	})
	return group.Wait()
}

// shutDown says that it is not ready any more, while it still answers, so that a load balancer sends the next requests
// elsewhere; then it lets requests in flight end.
func (s *Server) shutDown(ctx context.Context) error {
	s.ending.Store(true)
	time.Sleep(s.app.Config.ShutdownNotice)
	ctx, cancel := context.WithTimeout(ctx, Grace)
	defer cancel()
	var faults []error
	for _, one := range s.http {
		faults = append(faults, one.Shutdown(ctx))
	}
	return errors.Join(faults...)
}
