package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/audit"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write records denials in two workspaces and in none, from several goroutines at once.
func write(t *testing.T, db *store.DB, places []id.Workspace, writers, each int) {
	t.Helper()
	var group sync.WaitGroup
	for n := range writers {
		group.Go(func() {
			for i := range each {
				job := authz.NewJob("test").In(places[(n+i)%len(places)])
				err := db.Maintain(context.Background(), job, func(tx *store.Tx) error {
					for _, text := range []string{"a", "<b> & \"c\" é"} {
						if err := tx.Record(domain.EntryDenied{Operation: fmt.Sprintf("op %d", i), Permission: domain.Permission(text)}); err != nil {
							return err
						}
					}
					return tx.Record(domain.UserRemoved{Reason: "left"})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func verify(t *testing.T, db *store.DB) []audit.Chain {
	t.Helper()
	chains, err := audit.New(db).Verify(context.Background(), authz.NewOperator())
	must(t, err)
	return chains
}

// However many write at once, every chain is whole, without a gap, and as it was written (I5, R26).
func TestTheChainsHaveNoGapHoweverManyWrite(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		db := d.Open(t, clock.System{})
		places := []id.Workspace{id.New[id.Workspace](), id.New[id.Workspace](), ""}
		write(t, db, places, 8, 15)
		chains := verify(t, db)
		total := int64(0)
		for _, c := range chains {
			if c.Fault != "" || c.Entries == 0 || c.Older != 0 || len(c.Hash) != 64 {
				t.Errorf("%+v", c)
			}
			total += c.Entries
		}
		if len(chains) != 3 || total != 8*15*3 {
			t.Errorf("%d chains, %d entries, want 3 and %d", len(chains), total, 8*15*3)
		}
	})
}

// Whoever gets past the triggers, and changes, takes out or puts in an entry, is found out; the first bad entry is named.
func TestTheFirstBadEntryIsNamed(t *testing.T) {
	const row = "sequence = 4"
	for name, c := range map[string]struct{ statement, says string }{
		"nothing":             {"SELECT 1", ""},
		"a name changed":      {"UPDATE audit_events SET actor_label = 'Somebody else' WHERE " + row, "entry 4 ("},
		"a change changed":    {`UPDATE audit_events SET changes = '{"reason":{"from":null,"to":"died"}}' WHERE ` + row, "entry 4 ("},
		"a time changed":      {"UPDATE audit_events SET occurred_at = '2020-01-01 00:00:00+00:00' WHERE " + row, "entry 4 ("},
		"one taken out":       {"DELETE FROM audit_events WHERE " + row, "entry 4 is missing"},
		"the newest one gone": {"DELETE FROM audit_events WHERE sequence = (SELECT max(sequence) FROM audit_events)", "is missing"},
		"all gone":            {"DELETE FROM audit_events", "entry 1 is missing"},
		"the first one gone":  {"DELETE FROM audit_events WHERE sequence = 1", "entry 1 is missing"},
		"one moved out":       {"UPDATE audit_events SET sequence = 0 WHERE " + row, "entry 4 is missing"},
		"the newest forged":   {"UPDATE audit_heads SET hash = 'x'", "is not the newest one"},
		"the note gone":       {"DELETE FROM audit_heads", "the note of the newest entry is gone"},
		"one put in beside": {
			"INSERT INTO audit_events (id, for_workspace, type, occurred_at, actor_kind, actor_id, actor_label, target_kind, target_id, target_label, changes, request_id, ip, user_agent)" +
				" SELECT '0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e', for_workspace, type, '2099-01-01 00:00:00+00:00', actor_kind, actor_id, actor_label, target_kind, target_id, target_label, changes, request_id, ip, user_agent FROM audit_events WHERE " + row,
			"put in beside the chain",
		},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
				db := d.Open(t, clock.System{})
				write(t, db, []id.Workspace{id.New[id.Workspace]()}, 1, 3)
				plain := d.Plain(t)
				triggers := []string{"DROP TRIGGER audit_events_unchanged", "DROP TRIGGER audit_events_kept"}
				if d.Engine == store.Postgres {
					triggers = []string{"ALTER TABLE audit_events DISABLE TRIGGER ALL"}
				}
				for _, statement := range append(triggers, c.statement) {
					_, err := plain.Exec(statement)
					must(t, err)
				}
				chains := verify(t, db)
				if len(chains) != 1 || !strings.Contains(chains[0].Fault, c.says) || c.says == "" && chains[0].Fault != "" {
					t.Errorf("got %+v, want a fault with %q", chains, c.says)
				}
			})
		})
	}
}
