package store_test

import (
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// A job that was taken up by a process that died before it claimed the mail is given back; one that was taken up
// just now is not. On SQLite the next start does it.
func TestAJobOfAKilledProcessIsGivenBackSoon(t *testing.T) {
	for name, c := range map[string]struct {
		ago  time.Duration
		want string
	}{"taken up a minute ago": {time.Minute, "available"}, "taken up just now": {0, "running"}} {
		t.Run(name, func(t *testing.T) {
			d, clock := testkit.NewPostgres(t), &testkit.Clock{}
			db, plain := d.Open(t, clock), d.Plain(t)
			maintain(t, db, job, func(tx *store.Tx) error { return tx.Mail(greeting()) })
			_, err := plain.Exec("UPDATE river_job SET state = 'running', attempted_at = $1", time.Now().Add(-c.ago))
			must(t, err)
			clock.Advance(time.Minute)
			maintain(t, db, job, func(tx *store.Tx) error { _, err := tx.SweepMails(); return err })
			var state string
			must(t, plain.QueryRow("SELECT state FROM river_job WHERE kind = 'mail.send'").Scan(&state))
			if state != c.want {
				t.Errorf("the job is %s, want %s", state, c.want)
			}
		})
	}
}
