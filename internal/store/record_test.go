package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// left tells what a transaction left behind of what it wrote.
type left struct{ locations, events, mails, jobs int64 }

func leftIn(t testing.TB, db *sql.DB) left {
	t.Helper()
	var l left
	for query, out := range map[string]*int64{
		"SELECT count(*) FROM locations": &l.locations, "SELECT count(*) FROM audit_events": &l.events,
		"SELECT count(*) FROM mails": &l.mails, "SELECT count(*) FROM river_job": &l.jobs,
	} {
		must(t, db.QueryRow(query).Scan(out))
	}
	return l
}

func (l left) less(m left) left {
	return left{l.locations - m.locations, l.events - m.events, l.mails - m.mails, l.jobs - m.jobs}
}

func created(l domain.Location) domain.Event {
	return domain.LocationCreated{Location: l, Name: l.Name}
}

func greeting() domain.Message {
	return domain.Message{Kind: domain.MailApproved, To: "guest@example.com", Data: domain.MailData{Name: "Guest"}}
}

// What a transaction changed stays only where it said so in the audit log: all of it, or nothing.
func TestChangedRowsAreRecordedOrRolledBack(t *testing.T) {
	boom := errors.New("boom")
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, plain := newWorld(t, d), d.Plain(t)
		l := place(w.here, "new")
		add := func(tx *store.Tx) error { return tx.AddLocation(l) }
		tell := func(tx *store.Tx) error { return tx.Record(created(l)) }
		mail := func(tx *store.Tx) error { return tx.Mail(greeting()) }
		fail := func(*store.Tx) error { return boom }
		inside := func(tx *store.Tx) error {
			places, err := tx.PlacesOf(w.account.ID)
			if err != nil {
				return err
			}
			return tx.Inside(places[0]).AddLocation(place(w.here, "inside"))
		}
		tellInside := func(tx *store.Tx) error {
			places, err := tx.PlacesOf(w.account.ID)
			if err != nil {
				return err
			}
			return tx.Inside(places[0]).Record(created(l))
		}
		cases := []struct {
			name  string
			run   func(context.Context, authz.Proof, func(*store.Tx) error) error
			proof authz.Proof
			steps []func(*store.Tx) error
			want  error
			stays left
		}{
			{"a change without an event", w.db.Write, w.here.job, steps(add), store.ErrUnrecorded, left{}},
			{"a change and a mail without an event", w.db.Write, w.here.job, steps(add, mail), store.ErrUnrecorded, left{}},
			{"a change in a view of the transaction without an event", w.db.Write, job, steps(inside), store.ErrUnrecorded, left{}},
			{"a change with its event, and a failure after it", w.db.Write, w.here.job, steps(add, tell, mail, fail), boom, left{}},
			{"bookkeeping, and a failure after it", w.db.Maintain, w.here.job, steps(add, fail), boom, left{}},
			{"an event told in a view of the transaction", w.db.Write, job, steps(inside, tellInside), nil, left{locations: 1, events: 1}},
			{"a mail alone", w.db.Write, w.here.job, steps(mail), nil, left{mails: 1, jobs: 1}},
			{"a denial alone", w.db.Write, w.here.job, steps(func(tx *store.Tx) error { return tx.Record(domain.EntryDenied{Operation: "x"}) }), nil, left{events: 1}},
			{"an event without a change", w.db.Write, w.here.job, steps(tell), store.ErrNoEffect, left{}},
			{"an event and a mail without a change", w.db.Write, w.here.job, steps(tell, mail), store.ErrNoEffect, left{}},
			{"a denial and an event without a change", w.db.Write, w.here.job, steps(func(tx *store.Tx) error { return tx.Record(domain.EntryDenied{Operation: "x"}) }, tell), store.ErrNoEffect, left{}},
			{"an event of an update that found no row", w.db.Write, w.here.job, steps(func(tx *store.Tx) error { _, err := tx.UpdatePlace(w.here.workspace, 99); return err }, tell), store.ErrNoEffect, left{}},
			{"nothing", w.db.Write, w.here.job, steps(), nil, left{}},
			{"a change with its event and a mail", w.db.Write, w.here.job, steps(add, tell, mail), nil, left{locations: 1, events: 1, mails: 1, jobs: 1}},
			{"bookkeeping", w.db.Maintain, w.here.job, steps(func(tx *store.Tx) error { return tx.AddLocation(place(w.here, "kept")) }), nil, left{locations: 1}},
		}
		for _, c := range cases {
			before := leftIn(t, plain)
			err := c.run(context.Background(), c.proof, func(tx *store.Tx) error {
				for _, step := range c.steps {
					if err := step(tx); err != nil {
						return err
					}
				}
				return nil
			})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, err, c.want)
			}
			if stays := leftIn(t, plain).less(before); stays != c.stays {
				t.Errorf("%s: %+v stayed, want %+v", c.name, stays, c.stays)
			}
		}
	})
}

func steps(list ...func(*store.Tx) error) []func(*store.Tx) error { return list }

// embedding answers for a workspace that its proof was not minted for.
type embedding struct {
	authz.Proof
	workspace id.Workspace
}

func (e embedding) Workspace() id.Workspace { return e.workspace }
func (e embedding) Valid() bool             { return true }

// A transaction opens only for a proof that the gate minted.
func TestNoTransactionOpensWithoutAProof(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		refused := map[string]authz.Proof{
			"nil": nil, "zero Caller": authz.Caller{}, "zero Pass": authz.Pass{}, "zero Guest": authz.Guest{},
			"zero Waiting": authz.Waiting{}, "zero Resident": authz.Resident{}, "zero Visitor": authz.Visitor{},
			"zero Job": authz.Job{}, "zero Job in a workspace": authz.Job{}.In(w.here.workspace.ID),
			"pointer to nothing": (*authz.Pass)(nil), "pointer to a Job": &w.here.job,
			"valid by its own word":     embedding{Proof: authz.Pass{}, workspace: w.here.workspace.ID},
			"another workspace's in it": embedding{Proof: w.there.job, workspace: w.here.workspace.ID},
		}
		entered := func(*store.Tx) error { t.Error("came in"); return nil }
		for name, p := range refused {
			for how, open := range map[string]func(context.Context, authz.Proof, func(*store.Tx) error) error{
				"Write": w.db.Write, "Maintain": w.db.Maintain, "Read": w.db.Read,
			} {
				if err := open(context.Background(), p, entered); !errors.Is(err, store.ErrUnproven) {
					t.Errorf("%s by %s: got %v, want it unproven", how, name, err)
				}
			}
		}
		read(t, w.db, w.here.job, func(tx *store.Tx) error { _, err := tx.Place(); return err })
	})
}

// An event bears its actor and origin, keeps, masks and drops its fields as their tags say, and stands in its own
// workspace's log.
func TestAnEventIsKeptAsItsTagsSay(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		gate := authz.NewGate(w.db, w.clock)
		origin := authz.Origin{RequestID: "r-1", IP: "192.0.2.1", UserAgent: "test"}
		guest := gate.Redeem(domain.InvitationToken{WorkspaceID: w.here.workspace.ID, InvitationID: w.here.invitation.ID, Generation: 1}, origin)
		maintain(t, w.db, guest, func(tx *store.Tx) error {
			return tx.Record(domain.ApprovalRejectedEvent{Approval: w.here.approval, User: w.here.invited, UserID: w.here.invited.ID, Email: w.here.invited.Email, Reason: "unknown here"})
		})
		var e struct{ workspace, kind, id, request, ip, agent, target, changes string }
		must(t, d.Plain(t).QueryRow("SELECT for_workspace, actor_kind, actor_id, request_id, ip, user_agent, target_id, changes FROM audit_events WHERE type = 'approval.rejected'").
			Scan(&e.workspace, &e.kind, &e.id, &e.request, &e.ip, &e.agent, &e.target, &e.changes))
		if e.workspace != string(w.here.workspace.ID) || e.kind != "guest" || e.id != string(w.here.invitation.ID) ||
			e.request != "r-1" || e.ip != "192.0.2.1" || e.agent != "test" || e.target != string(w.here.approval.ID) {
			t.Errorf("recorded as %+v", e)
		}
		var changes map[string]domain.Change
		must(t, json.Unmarshal([]byte(e.changes), &changes))
		if len(changes) != 3 || changes["user_id"].To != string(w.here.invited.ID) || changes["reason"].To != "unknown here" {
			t.Errorf("want the user's id and the reason kept and a masked address, got %v", changes)
		}
		if masked, _ := changes["email"].To.(string); len(masked) != 12 || masked == string(w.here.invited.Email) {
			t.Errorf("want the address masked, got %v", changes["email"])
		}
	})
}
