package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// placeSights are the cases of locations, of the policies' numbers, and of a workspace's end.
var placeSights = map[string]sight{
	"LocationPage": {2, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		return paged(tx.LocationPage(store.LocationFilter{}, all))
	}},
	"LocationUses": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		list, err := tx.LocationUses([]domain.Location{s.location})
		return int(list[0].Users), err
	}},
	"LockLocation": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.LockLocation(s.location.ID)) }},
	"LockPeopleAt": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		n, err := tx.LockPeopleAt(s.location.ID)
		return int(n), err
	}},
	"CountLocations": {2, true, func(tx *store.Tx, _ *world, _ side) (int, error) { n, err := tx.CountLocations(); return int(n), err }},
	"SaveLocation": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.location.Name = "Renamed"
		return truth(tx.SaveLocation(s.location))
	}},
	"CountAt": {2, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.invitation.LocationIDs = []id.Location{s.location.ID}
		if err := tx.SaveOffer(s.invitation); err != nil {
			return 0, err
		}
		users, offers, err := tx.CountAt(s.location.ID)
		return int(users + offers), err
	}},
	"LocalRolesAt": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		local := s.member
		local.ID, local.Name, local.NameKey, local.Scope = id.New[id.Role](), "Local", "local", domain.ScopeLocations
		if err := tx.AddRoles([]domain.Role{local}); err != nil {
			return 0, err
		}
		if err := tx.SetRoles(s.user.ID, []id.Role{s.member.ID, local.ID}); err != nil {
			return 0, err
		}
		return some(tx.LocalRolesAt(s.location.ID))
	}},
	"MoveAll": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		other := place(s, "other")
		if err := tx.AddLocation(other); err != nil {
			return 0, err
		}
		if err := tx.MoveAll(s.location.ID, other.ID); err != nil {
			return 0, err
		}
		users, _, err := tx.CountAt(other.ID)
		return int(users), err
	}},
	"DropLocation": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return 0, tx.DropLocation(place(s, "nobody's").ID)
	}},
	"CountPolicy": {4, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		c, err := tx.CountPolicy([]string{"example.com"}) // one invitation, one request, two people
		return int(c.WaitingRequests + c.OwnDomainUsers + c.OwnDomainInvitees), err
	}},
	"DropPlace": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		_, _, err := tx.DropPlace("")
		return done(err)
	}},
}

// A workspace goes with everything that bears its id, whatever table it stands in, and the other one stays as it was:
// a table that nobody thought of fails here.
func TestDroppingAWorkspaceLeavesNothingOfItAndTheOtherAsItWas(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			message := domain.Message{
				Kind: domain.MailInvitation, To: w.guest.Email, Workspace: w.here.workspace.ID, Invitation: w.here.invitation.ID, Generation: 1,
			}
			return inOrder(func() error { return onlyHere(tx, w.here) }, func() error { return tx.Mail(message) })
		})
		before := dump(t, w, w.there)
		if bearing(t, d, w.here.workspace.ID)["users"] == 0 {
			t.Fatal("nothing is there to go")
		}
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			users, accounts, err := tx.DropPlace("")
			if users != 4 || accounts != 2 {
				t.Errorf("%d people and %d accounts went, want 4 and 2", users, accounts)
			}
			return err
		})
		for table, n := range bearing(t, d, w.here.workspace.ID) {
			if n > 0 && table != "audit_events" && table != "audit_heads" { // the log stays, and the end of its chain
				t.Errorf("%d rows of %s still bear the id of the workspace that is gone", n, table)
			}
		}
		if after := dump(t, w, w.there); after != before {
			t.Errorf("the other workspace was changed:\n%s\nwas:\n%s", after, before)
		}
		read(t, w.db, job, func(tx *store.Tx) error {
			_, err := tx.Account(w.account.ID) // has a place in the other one
			return err
		})
		claim := store.MailClaim{Taken: true}
		must(t, w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) (err error) {
			claim, err = tx.ClaimMail(id.New[id.Mail](), 0, "host")
			return err
		}))
		if claim.Taken || claim.Later != 0 {
			t.Errorf("the job of a mail that is gone goes on: %+v", claim)
		}
	})
}

// bearing counts the rows of each table in which the workspace's id stands anywhere.
func bearing(t testing.TB, d testkit.Database, ws id.Workspace) map[string]int {
	t.Helper()
	names := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if d.Engine == store.Postgres {
		names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
	}
	out := map[string]int{}
	for _, name := range query(t, d.Plain(t), names) {
		columns := "*"
		if name[0] == "river_job" && d.Engine == store.SQLite {
			columns = "json(args)"
		}
		out[name[0]] = len(slices.DeleteFunc(texts(t, d, "SELECT "+columns+` FROM "`+name[0]+`"`), func(row string) bool {
			return !strings.Contains(row, string(ws))
		}))
	}
	return out
}

// Every table of a workspace's rows is on the list of what goes with it.
func TestTheListOfWhatGoesWithAWorkspaceIsWhole(t *testing.T) {
	listed := []string{}
	for _, e := range store.RowsOfPlaces() {
		parsed, err := schema.Parse(e, &sync.Map{}, schema.NamingStrategy{})
		must(t, err)
		listed = append(listed, parsed.Table)
	}
	tables := shapeOf(t, testkit.NewSQLite(t))
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if _, confined := tables[name].Columns["workspace_id"]; confined != slices.Contains(listed, name) {
			t.Errorf("%s: belongs to a workspace: %v; is on the list in ending.go: %v", name, confined, !confined)
		}
	}
}

// texts gives the rows of a query, each as one text, whatever its columns are.
func texts(t testing.TB, d testkit.Database, text string) []string {
	t.Helper()
	list, err := d.Plain(t).Query(text)
	must(t, err)
	defer func() { _ = list.Close() }()
	columns, err := list.Columns()
	must(t, err)
	var out []string
	for list.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		must(t, list.Scan(into...))
		for i, value := range row {
			if raw, ok := value.([]byte); ok {
				row[i] = string(raw)
			}
		}
		out = append(out, fmt.Sprint(row...))
	}
	must(t, list.Err())
	return out
}
