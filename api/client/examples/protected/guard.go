package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/gatehouse-dev/gatehouse/api/client"
)

type guard struct {
	house     *client.Gatehouse
	workspace uuid.UUID
	sessions  *sessions
}

// needs lets nobody pass who lacks the permission at this moment. Where Gatehouse cannot be asked, nobody passes.
func (g guard) needs(permission string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		person, in := g.sessions.of(bearer(r))
		if !in {
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		answer, err := g.house.CheckWithResponse(ctx, g.workspace, nil, client.Check{UserID: &person, Permissions: []string{permission}})
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
