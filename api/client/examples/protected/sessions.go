package main

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/uuid"
)

// sessions holds who is signed in to this app, by a token of its own: the id that they have in Gatehouse.
type sessions struct {
	mu   sync.Mutex
	open map[string]uuid.UUID
}

func newSessions() *sessions { return &sessions{open: map[string]uuid.UUID{}} }

func (s *sessions) begin(person uuid.UUID) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := rand.Text()
	s.open[token] = person
	return token
}

func (s *sessions) of(token string) (person uuid.UUID, in bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	person, in = s.open[token]
	return person, in
}

// end signs somebody out everywhere in this app, and tells how many sessions that were.
func (s *sessions) end(person uuid.UUID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.open)
	maps.DeleteFunc(s.open, func(_ string, whose uuid.UUID) bool { return whose == person })
	return before - len(s.open)
}

// entrance makes a session of an identity token, which is good for a few minutes alone.
type entrance struct {
	verifier  *oidc.IDTokenVerifier
	workspace uuid.UUID
	sessions  *sessions
}

func (e entrance) enter(w http.ResponseWriter, r *http.Request) {
	person, err := personOf(r.Context(), e.verifier, bearer(r))
	if err != nil || person.Workspace != e.workspace.String() {
		http.Error(w, "no identity token for this app", http.StatusUnauthorized)
		return
	}
	id, err := uuid.Parse(person.ID)
	if err != nil {
		http.Error(w, "no id of a user", http.StatusUnauthorized)
		return
	}
	fmt.Fprintln(w, e.sessions.begin(id))
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}
