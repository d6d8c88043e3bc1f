package main

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/gatehouse-dev/gatehouse/api/rest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/docs/openapi"
	"github.com/gatehouse-dev/gatehouse/frontend"
	"github.com/gatehouse-dev/gatehouse/internal/app"
)

// servers are the listeners of one process.
type servers struct {
	app    *app.App
	http   []*http.Server
	ending atomic.Bool
}

// errEnding is what /readyz answers while requests in flight come to their end.
var errEnding = errors.New("shutting down") //nolint:gochecknoglobals // a constant error

func newServers(a *app.App) (*servers, error) {
	s := &servers{app: a}
	frame := web.NewFrame(web.Rooms{
		Gate: a.Gate, Auth: a.Identity, Idempotency: a.DB, Denials: a, Clock: a.Clock, Log: a.Log,
	}, web.Options{
		PublicURL: a.Config.URL, TrustedProxies: a.Config.Proxies, NoRateLimits: a.Config.RateLimits == "off",
	})
	pages, err := web.NewApp(frontend.Files())
	if err != nil {
		return nil, err
	}
	docs, err := web.NewDocs(openapi.UI())
	if err != nil {
		return nil, err
	}
	rooms := rest.Rooms{
		Frame: frame, Admission: a.Admission, Tenancy: a.Tenancy, Cursors: a.Cursors, Live: a.DB, Ready: s.ready,
		Document: openapi.Document(), Docs: docs,
	}
	metrics := frame.Metrics().Handler()
	if a.Config.MetricsListen != "" {
		only := http.NewServeMux()
		only.Handle("GET /metrics", metrics)
		s.http = append(s.http, frame.Server(a.Config.MetricsListen, only))
	} else if !a.Config.InProduction() {
		rooms.Metrics = metrics
	}
	router := frame.Mount(rest.New(rooms).Operations(), pages)
	s.http = append(s.http, frame.Server(a.Config.Listen, router))
	return s, nil
}

// ready tells whether requests can be answered: not while ending, and not without the database.
func (s *servers) ready(ctx context.Context) error {
	if s.ending.Load() {
		return errEnding
	}
	return s.app.DB.Ping(ctx)
}
