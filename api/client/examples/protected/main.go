// Command protected is an app that asks Gatehouse, at each request, whether whoever makes it may do that.
// Its key needs users:read.
//
//	export GATEHOUSE=https://gatehouse.example.com GATEHOUSE_KEY=gh_… GATEHOUSE_WORKSPACE=0199f3a0-…
//	go run ./api/client/examples/protected localhost:9000
//	curl -H 'X-User-Email: bo@example.com' -X POST http://localhost:9000/dispatch
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/gatehouse-dev/gatehouse/api/client"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(listen string) error {
	// Nobody waits long at a door: two attempts, and a second between them at most.
	house, err := client.New(os.Getenv("GATEHOUSE"), client.Options{Key: os.Getenv("GATEHOUSE_KEY"), Attempts: 2, MaxWait: time.Second})
	if err != nil {
		return err
	}
	workspace, err := uuid.Parse(os.Getenv("GATEHOUSE_WORKSPACE"))
	if err != nil {
		return fmt.Errorf("GATEHOUSE_WORKSPACE: %w", err)
	}
	g := guard{house, workspace}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /dispatch", g.needs("fleet:dispatch", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "dispatched")
	}))
	server := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

type guard struct {
	house     *client.Gatehouse
	workspace uuid.UUID
}

// needs lets nobody pass who lacks the permission at this moment. Where Gatehouse cannot be asked, nobody passes.
func (g guard) needs(permission string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		email := whoAsks(r)
		answer, err := g.house.CheckWithResponse(ctx, g.workspace, nil, client.Check{Email: &email, Permissions: []string{permission}})
		switch {
		case err != nil || answer.JSON200 == nil:
			slog.Error("Gatehouse does not answer", "error", err)
			http.Error(w, "try again later", http.StatusServiceUnavailable)
		case !answer.JSON200.Allowed:
			http.Error(w, "you may not do that", http.StatusForbidden)
		default:
			next(w, r)
		}
	}
}

// whoAsks stands for your own sign-in: a proxy in front of this app that sets the header and lets nobody else set it.
func whoAsks(r *http.Request) string { return r.Header.Get("X-User-Email") }
