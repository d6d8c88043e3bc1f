package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// The names of two workspaces with the same people, roles and places in both, so that nothing but the
// workspace's predicate tells them apart.
const (
	here  = "here"
	there = "there"
)

// side is one workspace and one of everything in it.
type side struct {
	job        authz.Job // confined to the workspace
	workspace  domain.Workspace
	admin      domain.Role
	member     domain.Role
	spare      domain.Role          // held by nobody, of a name of this side alone
	permission domain.OwnPermission // of a name of this side alone
	location   domain.Location
	user       domain.User // active, with the role member, at the location
	invited    domain.User // invited by user
	invitation domain.Invitation
	approval   domain.Approval
	ask        domain.AccessRequest
	upload     domain.Import // with one chunk and one row, of the guest
	key        domain.APIKey // of user
	made       domain.APIKey // by key
	hook       domain.Webhook
	delivery   domain.WebhookDelivery // of an event, to hook; it came to its end
	token      string                 // hash of the invitation's link
}

// world is a database with two workspaces. Account holds a place in both; so does guest, who is invited to both.
type world struct {
	db      *store.DB
	clock   *testkit.Clock
	account domain.Account
	guest   domain.Account
	session domain.Session
	here    side
	there   side
}

var job = authz.NewJob("test")

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// maintain is a Write without an event, for arranging.
func maintain(t testing.TB, db *store.DB, p authz.Proof, fn func(tx *store.Tx) error) {
	t.Helper()
	must(t, db.Maintain(context.Background(), p, fn))
}

func read(t testing.TB, db *store.DB, p authz.Proof, fn func(tx *store.Tx) error) {
	t.Helper()
	must(t, db.Read(context.Background(), p, fn))
}

func newAccount(email string, now time.Time) domain.Account {
	return domain.Account{ID: id.New[id.Account](), Email: domain.Email(email), Name: "Ann", PasswordHash: "$", Version: 1, CreatedAt: now, UpdatedAt: now}
}

func newWorld(t testing.TB, d testkit.Database) *world {
	t.Helper()
	w := &world{clock: &testkit.Clock{}}
	w.db = d.Open(t, w.clock)
	maintain(t, w.db, job, func(tx *store.Tx) error {
		w.account, w.guest = newAccount("ann@example.com", tx.Now()), newAccount("guest@example.com", tx.Now())
		w.session = domain.Session{
			ID: id.New[id.Session](), AccountID: w.account.ID, TokenHash: "newest", RotatedAt: tx.Now(), AuthenticatedAt: tx.Now(),
			LastUsedAt: tx.Now(), ExpiresAt: tx.Now().Add(domain.SessionLife), CreatedAt: tx.Now(),
		}
		for _, a := range []domain.Account{w.account, w.guest} {
			if err := tx.AddAccount(a); err != nil {
				return err
			}
		}
		return tx.AddSession(w.session)
	})
	w.here, w.there = w.found(t, here), w.found(t, there)
	return w
}

// found makes a workspace with one of everything.
func (w *world) found(t testing.TB, name string) side {
	t.Helper()
	s := side{token: secret.Hash(name)}
	maintain(t, w.db, job, func(tx *store.Tx) error {
		now := tx.Now()
		s.workspace = domain.NewWorkspace("Depots", name, now)
		ws := s.workspace.ID
		roles := domain.FirstRoles(ws, now)
		s.admin, s.member, s.spare = roles[0], roles[2], roles[2]
		s.spare.ID, s.spare.Name, s.spare.NameKey = id.New[id.Role](), "Only "+name, "only "+name
		s.permission = domain.OwnPermission{WorkspaceID: ws, Permission: domain.Permission(name + ":only"), Version: 1, CreatedAt: now, UpdatedAt: now}
		s.location = domain.Location{WorkspaceID: ws, ID: id.New[id.Location](), Name: "Sydney", NameKey: "sydney", Version: 1, CreatedAt: now, UpdatedAt: now}
		s.user = domain.NewUser(ws, w.account.ID, "Ann", w.account.Email, now)
		s.user.Status = domain.StatusActive
		s.invited = domain.NewUser(ws, w.guest.ID, "Guest", w.guest.Email, now)
		s.invitation = domain.Invitation{
			WorkspaceID: ws, ID: id.New[id.Invitation](), UserID: &s.invited.ID, Email: s.invited.Email, Name: "Guest",
			RoleIDs: []id.Role{s.member.ID}, LocationIDs: []id.Location{}, Status: domain.InvitationPending,
			Delivery: domain.DeliveryQueued, Generation: 1, InvitedBy: &s.user.ID, ExpiresAt: now.Add(time.Hour), Version: 1,
			CreatedAt: now, UpdatedAt: now,
		}
		s.approval = domain.NewApproval(s.invited, domain.SourceInvitation, &s.user.ID, now.Add(time.Hour), now)
		s.ask = askOf(s, now)
		s.upload = uploadOf(s, now)
		s.key, s.made = keysOf(s, now)
		s.hook, s.delivery = hookOf(s, now)
		s.hook.Secret = tx.SealHookSecret(s.hook.ID, "whsec_c2VjcmV0")
		return inOrder(
			func() error { return tx.Found(s.workspace) },
			func() error { return tx.AddRoles(append(roles, s.spare)) },
			func() error { return tx.AddPermission(s.permission) },
			func() error { return tx.AddLocation(s.location) },
			func() error { return tx.AddUser(s.user) },
			func() error { return tx.AddUser(s.invited) },
			func() error { return tx.SetRoles(s.user.ID, []id.Role{s.member.ID}) },
			func() error { return tx.SetLocations(s.user.ID, []id.Location{s.location.ID}) },
			func() error { return tx.AddInvitation(s.invitation, s.token) },
			func() error { return tx.AddApproval(s.approval) },
			func() error { return tx.AddAccessRequest(s.ask) },
			func() error { return addUpload(tx, s) },
			func() error { return tx.AddAPIKey(s.key) },
			func() error { return tx.AddAPIKey(s.made) },
			func() error { return tx.AddWebhook(s.hook) },
			func() error { return store.Plain[domain.WebhookDelivery](tx).Create(&s.delivery).Error },
		)
	})
	s.job = job.In(s.workspace.ID)
	return s
}

func inOrder(steps ...func() error) error {
	for i, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}

// dump gives all rows of all tables that bear the workspace's id, as text: what must not change when somebody
// works in another workspace.
func dump(t testing.TB, w *world, s side) string {
	t.Helper()
	var out strings.Builder
	read(t, w.db, job, func(tx *store.Tx) error {
		for _, table := range []string{"workspaces", "roles", "locations", "users", "user_roles", "user_locations", "permissions", "invitations", "invitation_tokens", "approvals", "access_requests", "access_tokens", "api_keys", "webhooks", "webhook_deliveries"} {
			column := "workspace_id"
			if table == "workspaces" {
				column = "id"
			}
			var list []map[string]any
			if err := store.Beyond(tx).Table(table).Where(column+" = ?", string(s.workspace.ID)).Order("1, 2, 3").Find(&list).Error; err != nil {
				return err
			}
			fmt.Fprintf(&out, "%s %d\n", table, len(list))
			for _, row := range list {
				fmt.Fprintf(&out, "  %v\n", row)
			}
		}
		return nil
	})
	return out.String()
}

func principal(w *world) authz.Principal {
	return authz.Principal{Account: w.account.ID, Session: w.session.ID}
}
