// Command protected is an app behind Gatehouse. It knows people by their identity tokens, asks at each request whether
// whoever makes it may do that, and ends somebody's session at once when a webhook says that they were put out.
// Its key needs users:read, and its webhook user.suspended, user.removed and user.sessions_ended.
//
//	export GATEHOUSE=https://gatehouse.example.com GATEHOUSE_WORKSPACE=0199f3a0-…
//	export GATEHOUSE_KEY=gh_… GATEHOUSE_WEBHOOK_SECRET=whsec_…
//	go run ./api/client/examples/protected localhost:9000
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/gatehouse-dev/gatehouse/api/client"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, listen string) error {
	gatehouse := os.Getenv("GATEHOUSE")
	// Nobody waits long at a door: two attempts, and a second between them at most.
	house, err := client.New(gatehouse, client.Options{Key: os.Getenv("GATEHOUSE_KEY"), Attempts: 2, MaxWait: time.Second})
	if err != nil {
		return err
	}
	workspace, err := uuid.Parse(os.Getenv("GATEHOUSE_WORKSPACE"))
	if err != nil {
		return fmt.Errorf("GATEHOUSE_WORKSPACE: %w", err)
	}
	hook, err := signedBy(os.Getenv("GATEHOUSE_WEBHOOK_SECRET"))
	if err != nil {
		return fmt.Errorf("GATEHOUSE_WEBHOOK_SECRET: %w", err)
	}
	in := newSessions()
	door := entrance{verifier: verifierFor(ctx, gatehouse, "fleet"), workspace: workspace, sessions: in}
	g := guard{house: house, workspace: workspace, sessions: in}

	mux := http.NewServeMux()
	mux.HandleFunc("POST /sessions", door.enter)
	mux.HandleFunc("POST /dispatch", g.needs("fleet:dispatch", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "dispatched")
	}))
	mux.HandleFunc("POST /hooks/gatehouse", listener{hook: hook, sessions: in}.receive)
	server := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}
