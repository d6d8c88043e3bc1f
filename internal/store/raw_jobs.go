package store

import (
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// reviveAfter is how long a process may take from taking up a mail's job to claiming the mail: milliseconds.
const reviveAfter = 15 * time.Second

// sliceAfter is when a slice of long work that is still called running must have died with its process. Two that run at
// once would wait for one another's rows, and do nothing twice.
const sliceAfter = 2 * ImportSlice

// tellingAfter is when sending to one endpoint must have ended: a slice, and the longest that one answer is waited for.
const tellingAfter = TellingSlice + 30*time.Second

// reviveJobs gives back the jobs that a killed process had taken up without having claimed their mails yet. The job
// queue finds them too, but only after the longest time that a job may take. On SQLite the next start does it.
func (tx *Tx) reviveJobs() error {
	if tx.store.engine != Postgres {
		return nil
	}
	err := tx.door().Exec("UPDATE river_job SET state = 'available'"+
		" WHERE kind = ? AND state = 'running' AND attempted_at < ? AND args->>'mail' IN"+
		" (SELECT id::text FROM mails WHERE status IN ? AND leased_until IS NULL AND next_try_at < ?)",
		mailJob{}.Kind(), clock.System{}.Now().Add(-reviveAfter), waiting, tx.now.Add(-reviveAfter)).Error
	if err != nil {
		return fmt.Errorf("give back jobs of a killed process: %w", err)
	}
	err = tx.door().Exec("UPDATE river_job SET state = 'available' WHERE kind IN ? AND state = 'running' AND attempted_at < ?",
		[]string{importJob{}.Kind(), releaseJob{}.Kind()}, clock.System{}.Now().Add(-sliceAfter)).Error
	if err != nil {
		return fmt.Errorf("give back slices of a killed process: %w", err)
	}
	err = tx.door().Exec("UPDATE river_job SET state = 'available' WHERE kind = ? AND state = 'running' AND attempted_at < ?",
		webhookJob{}.Kind(), clock.System{}.Now().Add(-tellingAfter)).Error
	if err != nil {
		return fmt.Errorf("give back endpoints of a killed process: %w", err)
	}
	return nil
}

// dropJobsOf removes the jobs of a workspace that is gone. One that runs this moment finds no mail, and ends.
func (tx *Tx) dropJobsOf(ws id.Workspace) error {
	err := tx.door().Exec("DELETE FROM river_job WHERE kind IN ? AND state <> 'running' AND args->>'workspace' = ?",
		[]string{mailJob{}.Kind(), importJob{}.Kind(), webhookJob{}.Kind()}, string(ws)).Error
	if err != nil {
		return fmt.Errorf("drop the jobs of a workspace: %w", err)
	}
	return nil
}
