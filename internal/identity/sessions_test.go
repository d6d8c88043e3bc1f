package identity_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// browser is one signed-in person.
type browser struct {
	t       testing.TB
	clock   *testkit.Clock
	db      *store.DB
	service *identity.Service
	account domain.Account
	session domain.Session
	tokens  identity.Tokens
}

var job = authz.NewJob("test")

func signIn(t testing.TB, d testkit.Database, roles ...domain.Permission) *browser {
	t.Helper()
	b := &browser{t: t, clock: &testkit.Clock{}}
	b.db, b.service = d.Open(t, b.clock), service(t, b.clock)
	must(t, b.db.Maintain(context.Background(), job, func(tx *store.Tx) (err error) {
		now, name := tx.Now(), fmt.Sprint(tx.Now().UnixNano())
		b.account = domain.Account{ID: id.New[id.Account](), Email: domain.Email(name + "@example.com"), Name: "Ann", Version: 1, CreatedAt: now, UpdatedAt: now}
		if err := tx.AddAccount(b.account); err != nil {
			return err
		}
		w := domain.NewWorkspace("Depots", name, now)
		u := domain.NewUser(w.ID, b.account.ID, "Ann", b.account.Email, now)
		u.Status = domain.StatusActive
		r := domain.Role{WorkspaceID: w.ID, ID: id.New[id.Role](), Name: "Role", NameKey: "role", Scope: domain.ScopeWorkspace, Permissions: domain.NewPermissions(roles...), Version: 1, CreatedAt: now, UpdatedAt: now}
		for _, step := range []func() error{
			func() error { return tx.Found(w) }, func() error { return tx.AddUser(u) },
			func() error { return tx.AddRoles([]domain.Role{r}) }, func() error { return tx.SetRoles(u.ID, []id.Role{r.ID}) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		b.session, b.tokens, err = b.service.StartSession(tx, b.account, authz.Origin{})
		return err
	}))
	return b
}

// refresh asks as the frame does; out is true where the answer is that nobody is signed in.
func (b *browser) refresh(token secret.Text) (t identity.Tokens, out bool) {
	b.t.Helper()
	ended := false
	err := b.db.Maintain(context.Background(), job, func(tx *store.Tx) (err error) {
		_, t, ended, err = b.service.Continue(tx, token)
		return err
	})
	if e := errs.Of(err); e != nil && e.Code == "unauthenticated" {
		return identity.Tokens{}, true
	}
	must(b.t, err)
	return t, ended
}

// alive tells whether the session stands, by the access token, at the gate.
func (b *browser) alive(access string) bool {
	b.t.Helper()
	p, err := b.service.Authenticate(context.Background(), access)
	must(b.t, err)
	_, err = authz.NewGate(b.db, b.clock).Identify(context.Background(), p, authz.Origin{})
	return err == nil
}

func (b *browser) revocations(d testkit.Database, reason string) (n int) {
	b.t.Helper()
	must(b.t, d.Plain(b.t).QueryRow("SELECT count(*) FROM audit_events WHERE type = 'session.revoked' AND CAST(changes AS text) LIKE '%"+reason+"%'").Scan(&n))
	return n
}

// Each use gives a new refresh token; the one before it works for ten seconds more, for two tabs that race, and
// whoever comes with it later ends the session for both.
func TestAReusedRefreshTokenEndsTheSession(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		b := signIn(t, d)
		first := b.tokens.Refresh
		second, out := b.refresh(first)
		if out || second.Refresh == "" || second.Refresh == first || !b.alive(second.Access) {
			t.Fatalf("the first use: %v", out)
		}
		b.clock.Advance(9 * time.Second)
		racing, out := b.refresh(first)
		if out || racing.Access == "" || racing.Refresh != "" {
			t.Errorf("the other tab within the grace: want an access token and the cookie kept, got %v, %q", out, racing.Refresh.Reveal())
		}
		third, out := b.refresh(second.Refresh)
		if out || third.Refresh == "" {
			t.Fatalf("the second use: %v", out)
		}
		if _, out := b.refresh(secret.NewToken()); !out {
			t.Error("a token that was never given out was taken")
		}
		if !b.alive(third.Access) {
			t.Fatal("an unknown token ended somebody's session")
		}
		b.clock.Advance(11 * time.Second)
		if _, out := b.refresh(second.Refresh); !out {
			t.Error("a token rotated away was taken after the grace")
		}
		if _, out := b.refresh(third.Refresh); !out || b.alive(third.Access) {
			t.Error("the thief, or the person, went on")
		}
		if n := b.revocations(d, "token_reused"); n != 1 {
			t.Errorf("%d entries of the reuse", n)
		}
	})
}

// An older one than the one before ends the session at once, also within the grace.
func TestAnOldRefreshTokenHasNoGrace(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		b := signIn(t, d)
		second, _ := b.refresh(b.tokens.Refresh)
		third, _ := b.refresh(second.Refresh)
		if _, out := b.refresh(b.tokens.Refresh); !out || b.alive(third.Access) {
			t.Error("a token of two turns ago was taken")
		}
	})
}

// Eight tabs that wake at once all go on, and one of them gets the new cookie.
func TestTabsThatRaceAllGoOn(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		b := signIn(t, d)
		var g errgroup.Group
		out := make([]identity.Tokens, 8)
		for i := range out {
			g.Go(func() error {
				return b.db.Maintain(context.Background(), job, func(tx *store.Tx) error {
					_, tokens, ended, err := b.service.Continue(tx, b.tokens.Refresh)
					if ended {
						return fmt.Errorf("tab %d ended the session", i)
					}
					out[i] = tokens
					return err
				})
			})
		}
		must(t, g.Wait())
		cookies := 0
		for _, one := range out {
			if one.Refresh != "" {
				cookies++
			}
			if one.Access == "" || !b.alive(one.Access) {
				t.Error("a tab is left outside")
			}
		}
		if cookies != 1 {
			t.Errorf("%d tabs got a new cookie", cookies)
		}
	})
}

// A session ends after its thirty days and when it is revoked, whatever token comes.
func TestASessionEnds(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		for name, end := range map[string]func(b *browser){
			"after thirty days": func(b *browser) { b.clock.Advance(domain.SessionLife) },
			"when revoked": func(b *browser) {
				must(b.t, b.db.Maintain(context.Background(), job, func(tx *store.Tx) error { return tx.RevokeSessionsOf(b.account.ID) }))
			},
		} {
			b := signIn(t, d, domain.UsersRead)
			if _, out := b.refresh(b.tokens.Refresh); out {
				t.Errorf("%s: it had ended before", name)
			}
			b = signIn(t, d, domain.UsersRead)
			end(b)
			if _, out := b.refresh(b.tokens.Refresh); !out {
				t.Errorf("%s: it goes on", name)
			}
		}
	})
}

// Whoever administers signs in again after twelve idle hours; others stay signed in.
func TestAdministratorsDoNotStayIdle(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		for _, c := range []struct {
			name string
			may  domain.Permission
			idle time.Duration
			out  bool
		}{
			{"an administrator within the hours", domain.UsersInvite, domain.AdminIdle - time.Minute, false},
			{"an administrator after them", domain.UsersInvite, domain.AdminIdle, true},
			{"somebody else after days", domain.UsersRead, 5 * 24 * time.Hour, false},
		} {
			b := signIn(t, d, c.may)
			b.clock.Advance(c.idle)
			tokens, out := b.refresh(b.tokens.Refresh)
			if out != c.out || (!out && !b.alive(tokens.Access)) {
				t.Errorf("%s: out %v, want %v", c.name, out, c.out)
			}
			if _, again := b.refresh(b.tokens.Refresh); c.out && !again {
				t.Errorf("%s: the second time it was taken", c.name)
			}
		}
	})
}

// What the browser holds is not what is stored.
func TestRefreshTokensAreStoredHashed(t *testing.T) {
	d := testkit.NewSQLite(t)
	b := signIn(t, d)
	var stored string
	must(t, d.Plain(t).QueryRow("SELECT token_hash FROM sessions").Scan(&stored))
	if stored != secret.Hash(b.tokens.Refresh.Reveal()) || len(b.tokens.Refresh.Reveal()) != 43 {
		t.Errorf("stored as %s", stored)
	}
	if fmt.Sprint(b.tokens) == fmt.Sprintf("{%s %s}", b.tokens.Access, b.tokens.Refresh.Reveal()) {
		t.Error("it prints itself")
	}
}
