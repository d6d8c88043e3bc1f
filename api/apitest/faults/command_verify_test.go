package faults_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// verify says that all is well, beside a running server, and after one changed entry what the first bad one is.
func TestVerifyFindsAChangedEntry(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		w.Member("Mia Member", "Member")
		good := apitest.Command(t, d, []string{"verify"})
		for _, says := range []string{"database: whole", "audit log of the installation: ", "audit log of workspace " + w.ID + ": ", "intact, up to "} {
			if good.Code != 0 || good.Err != "" || !strings.Contains(good.Out, says) {
				t.Errorf("want %q: %+v", says, good)
			}
		}
		trigger := "DROP TRIGGER audit_events_unchanged"
		if d.Engine == store.Postgres {
			trigger = "DROP TRIGGER audit_events_unchanged ON audit_events"
		}
		w.API.Exec(trigger)
		w.API.Exec("UPDATE audit_events SET actor_label = 'Nobody' WHERE for_workspace = ? AND sequence = 3", w.ID)
		bad := apitest.Command(t, d, []string{"verify"})
		want := "gatehouse: audit log of workspace " + w.ID + ": entry 3 ("
		if bad.Code != 1 || !strings.HasPrefix(bad.Err, want) || strings.Count(bad.Err, "\n") != 1 || strings.Contains(bad.Out, w.ID) {
			t.Errorf("want %q: %+v", want, bad)
		}
	})
}
