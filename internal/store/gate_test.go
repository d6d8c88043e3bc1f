package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// standingAs arranges, for one case, how somebody stands.
type standingAs func(tx *store.Tx, w *world) error

func status(s domain.UserStatus) standingAs {
	return func(tx *store.Tx, w *world) error {
		return onlyOne(store.Rows[domain.User](tx).Where("id = ?", w.here.user.ID).UpdateColumn("status", s))
	}
}

func roles(pick func(s side) []id.Role) standingAs {
	return func(tx *store.Tx, w *world) error { return tx.SetRoles(w.here.user.ID, pick(w.here)) }
}

func session(column string, value func(w *world) any) standingAs {
	return func(tx *store.Tx, w *world) error {
		return onlyOne(store.Plain[domain.Session](tx).Where("id = ?", w.session.ID).UpdateColumn(column, value(w)))
	}
}

func ago(d time.Duration) func(*world) any {
	return func(w *world) any { return w.clock.Now().Add(-d) }
}

func admin(s side) []id.Role { return []id.Role{s.admin.ID, s.member.ID} }
func nothing(side) []id.Role { return nil }
func both(list ...standingAs) standingAs {
	return func(tx *store.Tx, w *world) error {
		for _, one := range list {
			if err := one(tx, w); err != nil {
				return err
			}
		}
		return nil
	}
}

// The gate's decisions on real rows, which it reads anew each time: what is written is what holds at the next request.
func TestTheGateDecidesByStanding(t *testing.T) {
	const in, out, gone, lacking = "", "unauthenticated", "not_found", "permission_denied"
	cases := []struct {
		name  string
		as    standingAs
		need  domain.Permission
		enter string // the workspace here
		known string // signed in at all
	}{
		{"active with the right", nil, domain.UsersRead, in, in},
		{"active, where no right is asked for", roles(nothing), "", in, in},
		{"active without the right", nil, domain.UsersInvite, lacking, in},
		{"active without any role", roles(nothing), domain.UsersRead, lacking, in},
		{"an Admin", roles(admin), domain.WorkspaceDelete, in, in},
		{"an Admin, who holds also the permissions of the workspace's own app", roles(admin), "fleet:dispatch", in, in},
		{"another, and a permission of the app that nobody granted", nil, "fleet:dispatch", lacking, in},
		{"invited", status(domain.StatusInvited), "", gone, in},
		{"pending", status(domain.StatusPending), "", gone, in},
		{"pending with an Admin's role", both(roles(admin), status(domain.StatusPending)), domain.UsersRead, gone, in},
		{"suspended", status(domain.StatusSuspended), domain.UsersRead, gone, in},
		{"a session that was ended", session("revoked_at", ago(0)), domain.UsersRead, out, out},
		{"a session at its end", session("expires_at", ago(0)), domain.UsersRead, out, out},
		{"a session just before its end", session("expires_at", ago(-time.Minute)), domain.UsersRead, in, in},
		{"an Admin idle for almost twelve hours", both(roles(admin), session("last_used_at", ago(12*time.Hour-time.Minute))), domain.UsersRead, in, in},
		{"an Admin idle for twelve hours", both(roles(admin), session("last_used_at", ago(12*time.Hour))), domain.UsersRead, out, in},
		{"an Admin at locations only, idle", both(func(tx *store.Tx, w *world) error {
			return onlyOne(store.Rows[domain.Role](tx).Where("id = ?", w.here.admin.ID).UpdateColumn("scope", domain.ScopeLocations))
		}, roles(admin), session("last_used_at", ago(12*time.Hour))), domain.UsersRead, out, in},
		{"a Member idle for days", session("last_used_at", ago(72*time.Hour)), domain.UsersRead, in, in},
		{"a right about people, held at locations only", atLocations, domain.UsersRead, in, in},
		{"any other right, held at locations only", atLocations, domain.RolesRead, lacking, in},
		{"a right held at locations by whoever is at none", both(atLocations, func(tx *store.Tx, w *world) error {
			return tx.SetLocations(w.here.user.ID, nil)
		}), domain.UsersRead, lacking, in},
	}
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		gate := authz.NewGate(w.db, w.clock)
		for _, c := range cases {
			maintain(t, w.db, w.here.job, asBefore(w))
			if c.as != nil {
				maintain(t, w.db, w.here.job, func(tx *store.Tx) error { return c.as(tx, w) })
			}
			check(t, c.name, gate, principal(w), w.here.workspace.ID, c.need, c.enter, c.known)
		}
		maintain(t, w.db, w.here.job, asBefore(w))
		check(t, "nobody", gate, authz.Principal{}, w.here.workspace.ID, "", out, out)
		check(t, "an account without a session", gate, authz.Principal{Account: w.account.ID, Session: id.New[id.Session]()}, w.here.workspace.ID, "", out, out)
		check(t, "another account's session", gate, authz.Principal{Account: w.guest.ID, Session: w.session.ID}, w.here.workspace.ID, "", out, out)
		check(t, "a workspace that is not there", gate, principal(w), id.New[id.Workspace](), "", gone, in)
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error { return inOrder(dropping(tx, w.here.made), dropping(tx, w.here.key)) })
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error { return tx.DropUser(w.here.user.ID) })
		check(t, "removed", gate, principal(w), w.here.workspace.ID, "", gone, in)
		check(t, "a stranger, where they are at home", gate, principal(w), w.there.workspace.ID, domain.UsersRead, in, in)
	})
}

func atLocations(tx *store.Tx, w *world) error {
	return onlyOne(store.Rows[domain.Role](tx).Where("id = ?", w.here.member.ID).UpdateColumn("scope", domain.ScopeLocations))
}

// asBefore undoes what the cases arranged.
func asBefore(w *world) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		scopes := store.Rows[domain.Role](tx).Update("scope", domain.ScopeWorkspace).Error
		again := store.Plain[domain.Session](tx).Where("id = ?", w.session.ID).
			Updates(map[string]any{"revoked_at": nil, "expires_at": w.session.ExpiresAt, "last_used_at": tx.Now()})
		return inOrder(
			func() error { return scopes },
			func() error { return onlyOne(again) },
			func() error { return status(domain.StatusActive)(tx, w) },
			func() error { return tx.SetRoles(w.here.user.ID, []id.Role{w.here.member.ID}) },
			func() error { return tx.SetLocations(w.here.user.ID, []id.Location{w.here.location.ID}) },
		)
	}
}

func check(t *testing.T, name string, g *authz.Gate, p authz.Principal, ws id.Workspace, need domain.Permission, enter, known string) {
	t.Helper()
	code := func(err error) string {
		if err == nil {
			return ""
		}
		if e := errs.Of(err); e != nil {
			return e.Code
		}
		return err.Error()
	}
	pass, err := g.Enter(context.Background(), p, authz.Origin{}, ws, need)
	if code(err) != enter {
		t.Errorf("%s: enters with %v, want %q", name, err, enter)
	}
	switch {
	case enter == "" && (!authz.Genuine(pass) || pass.Workspace() != ws):
		t.Errorf("%s: got in with a pass that is none", name)
	case enter == "permission_denied" && (errs.Of(err).Extra["permission"] != string(need) || pass.Workspace() != ws):
		t.Errorf("%s: want the missing permission named, and the pass for the audit log: %v", name, err)
	case (enter == "not_found" || enter == "unauthenticated") && authz.Genuine(pass):
		t.Errorf("%s: refused, and yet with a valid pass", name)
	}
	caller, err := g.Identify(context.Background(), p, authz.Origin{})
	if code(err) != known || authz.Genuine(caller) != (known == "") {
		t.Errorf("%s: is known with %v, want %q", name, err, known)
	}
}
