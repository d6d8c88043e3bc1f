package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// told records events in both workspaces, a minute apart.
func told(t testing.TB, w *world) {
	t.Helper()
	for _, s := range []side{w.here, w.there} {
		for _, e := range []domain.Event{
			domain.UserInvited{User: s.invited, Email: s.invited.Email, InvitationID: s.invitation.ID},
			domain.InvitationResent{Invitation: s.invitation, Generation: domain.Change{From: 1, To: 2}},
			domain.ApprovalReminded{Approval: s.approval, User: s.invited, UserID: s.invited.ID},
			domain.UserSuspended{User: s.user},
			domain.UserReactivated{User: s.user},
			domain.LocationCreated{Location: s.location, Name: s.location.Name},
		} {
			w.clock.Advance(time.Minute)
			maintain(t, w.db, s.job, func(tx *store.Tx) error { return tx.Record(e) })
		}
	}
}

// Nobody changes or deletes an entry of the log, not even with the database's own password: both engines refuse.
func TestAnEntryOfTheLogIsNeverChanged(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		told(t, w)
		plain := d.Plain(t)
		statements := []string{
			"UPDATE audit_events SET actor_label = 'somebody else'", "UPDATE audit_events SET occurred_at = occurred_at",
			"DELETE FROM audit_events", "DELETE FROM audit_events WHERE type = 'user.suspended'",
		}
		if d.Engine == store.Postgres {
			statements = append(statements, "TRUNCATE audit_events")
		}
		for _, s := range statements {
			if _, err := plain.Exec(s); err == nil || !strings.Contains(err.Error(), "audit log") {
				t.Errorf("%s: got %v, want it refused", s, err)
			}
		}
		var n int
		must(t, plain.QueryRow("SELECT count(*) FROM audit_events").Scan(&n))
		if n != 12 {
			t.Errorf("%d entries, want 12", n)
		}
	})
}

// Every filter finds what it names and nothing else, and pages go on where the one before ended.
func TestTheLogIsFilteredAndPaged(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		start := w.clock.Now()
		told(t, w)
		s := w.here
		whole := "location.created user.reactivated user.suspended approval.reminded invitation.resent user.invited"
		for name, c := range map[string]struct {
			f    store.AuditFilter
			want string
		}{
			"everything":              {store.AuditFilter{}, whole},
			"a type":                  {store.AuditFilter{Actions: []string{"user.invited"}}, "user.invited"},
			"a family":                {store.AuditFilter{Actions: []string{"user.*"}}, "user.reactivated user.suspended user.invited"},
			"a family and a type":     {store.AuditFilter{Actions: []string{"user.*", "invitation.resent"}}, "user.reactivated user.suspended invitation.resent user.invited"},
			"a family that is none":   {store.AuditFilter{Actions: []string{"webhook.*"}}, ""},
			"a type that never came":  {store.AuditFilter{Actions: []string{"user.removed"}}, ""},
			"a target":                {store.AuditFilter{Target: string(s.invitation.ID)}, "invitation.resent"},
			"about a person":          {store.AuditFilter{About: s.invited.ID}, "approval.reminded invitation.resent user.invited"},
			"about a person, by type": {store.AuditFilter{About: s.invited.ID, Actions: []string{"approval.*"}}, "approval.reminded"},
			"another one's person":    {store.AuditFilter{About: w.there.invited.ID}, ""},
			"an actor that is none":   {store.AuditFilter{Actor: string(s.user.ID)}, ""},
			"since":                   {store.AuditFilter{Since: start.Add(5 * time.Minute)}, "location.created user.reactivated"},
			"until":                   {store.AuditFilter{Until: start.Add(3 * time.Minute)}, "invitation.resent user.invited"},
			"between":                 {store.AuditFilter{Since: start.Add(2 * time.Minute), Until: start.Add(4 * time.Minute)}, "approval.reminded invitation.resent"},
		} {
			want := strings.Fields(c.want)
			if got := eventsBy(t, w, s, c.f, page.Request{Limit: 100}); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
			if got := eventsBy(t, w, s, c.f, page.Request{Limit: 2}); !slices.Equal(got, want) {
				t.Errorf("%s in pages of two: %v, want %v", name, got, want)
			}
			slices.Reverse(want)
			if got := eventsBy(t, w, s, c.f, page.Request{Limit: 2, Sort: "occurred_at"}); !slices.Equal(got, want) {
				t.Errorf("%s the other way round: %v, want %v", name, got, want)
			}
		}
	})
}

// eventsBy turns all pages and lists the types.
func eventsBy(t testing.TB, w *world, s side, f store.AuditFilter, r page.Request) []string {
	t.Helper()
	types := []string{}
	r.Count = true
	for {
		var p page.Of[domain.AuditEvent]
		read(t, w.db, s.job, func(tx *store.Tx) (err error) {
			p, err = tx.AuditEvents(f, r)
			return err
		})
		for _, e := range p.Rows {
			if *e.ForWorkspace != s.workspace.ID {
				t.Errorf("an entry of another workspace: %s", e.Type)
			}
			types = append(types, string(e.Type))
		}
		if p.Next == nil {
			if got := fmt.Sprint(*p.Total); got != fmt.Sprint(page.Total{Value: int64(len(types)), Exact: true}) {
				t.Errorf("%d entries, counted as %s", len(types), got)
			}
			return types
		}
		r.After = p.Next
	}
}
