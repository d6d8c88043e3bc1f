package store

import (
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The queues: what is slow in one never holds up the other.
const (
	queueMail   = "mail"
	queueTick   = "tick"
	queueImport = "import"

	queueWebhook = "webhook"
)

const (
	mailTries = 1000 // of the job, not of the mail: what a job returns as an error is a fault of ours, and passes
	tickTries = 1    // a missed tick is made good by the next one
)

// mailJob asks for one try at one mail. The row in mails is the truth; a job too many does nothing.
type mailJob struct {
	Mail      id.Mail      `json:"mail" river:"unique"`
	Workspace id.Workspace `json:"workspace,omitempty"`
}

// Kind names the job in the queue.
func (mailJob) Kind() string { return "mail.send" }

// importJob asks for a slice of work at a bulk invitation. The row in imports is the truth.
type importJob struct {
	Import    id.Import    `json:"import" river:"unique"`
	Workspace id.Workspace `json:"workspace"`
}

// Kind names the job in the queue.
func (importJob) Kind() string { return "import.work" }

// releaseJob asks for the turn of bulk mails that wait.
type releaseJob struct{}

// Kind names the job in the queue.
func (releaseJob) Kind() string { return "mail.release" }

// webhookJob asks for what waits for one endpoint to be sent. The rows of deliveries are the truth; a job too many finds
// the endpoint leased, or nothing to send, and ends.
type webhookJob struct {
	Webhook   id.Webhook   `json:"webhook" river:"unique"`
	Workspace id.Workspace `json:"workspace"`
}

// Kind names the job in the queue.
func (webhookJob) Kind() string { return "webhook.send" }

// tickJob asks for one run of a periodic task.
type tickJob struct {
	Name string `json:"name" river:"unique"`
}

// Kind names the job in the queue.
func (tickJob) Kind() string { return "tick" }

// jobQueue inserts jobs within transactions. Working them off is in work.go.
type jobQueue struct {
	client  *river.Client[*sql.Tx]
	mu      sync.Mutex
	cleared bool // what a killed process left was cleared, once
	wake    chan struct{}
}

// woke says that jobs were committed. On PostgreSQL the database says so itself.
func (q *jobQueue) woke() {
	select {
	case q.wake <- struct{}{}:
	default: // whoever is to look has not looked yet
	}
}

func newJobQueue(db *DB) (*jobQueue, error) {
	config, wake := &river.Config{Logger: db.logger}, make(chan struct{}, 1)
	if db.engine == Postgres {
		client, err := river.NewClient(riverdatabasesql.New(nil), config)
		return &jobQueue{client: client, wake: wake}, err
	}
	pool, err := db.pool()
	if err != nil {
		return nil, err
	}
	client, err := river.NewClient(riversqlite.New(pool), config)
	return &jobQueue{client: client, wake: wake}, err
}

// enqueue asks for a job that exists if, and only if, the transaction commits. Those of a transaction are inserted together,
// at its end. ErrUnscoped where the transaction reads only.
func (tx *Tx) enqueue(job river.JobArgs, o river.InsertOpts) error {
	if tx.ledger.reads {
		return ErrUnscoped
	}
	tx.ledger.jobs = append(tx.ledger.jobs, wanted{river.InsertManyParams{Args: job, InsertOpts: &o}, false})
	return nil
}

// wanted is a job that was asked for.
type wanted struct {
	river.InsertManyParams
	first bool // there can be no other one of its kind yet
}

// insertJobs inserts what was asked for. One statement cannot meet the same job twice where there is to be one, so it is
// asked for once.
func (tx *Tx) insertJobs() error {
	jobs := make([]river.InsertManyParams, 0, len(tx.ledger.jobs))
	once := map[river.JobArgs]bool{}
	meets := false // one that may be there already
	for _, j := range tx.ledger.jobs {
		if alone := j.InsertOpts.UniqueOpts.ByArgs; !alone || !once[j.Args] {
			jobs = append(jobs, j.InsertManyParams)
			once[j.Args] = once[j.Args] || alone
			meets = meets || alone && !j.first
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	handle, err := sqlTx(tx.db)
	if err != nil {
		return err
	}
	if err := tx.insert(handle, jobs, meets); err != nil {
		return fmt.Errorf("enqueue %d jobs, the first a %s: %w", len(jobs), jobs[0].Args.Kind(), err)
	}
	return nil
}

// insert has the queue insert jobs. PostgreSQL's driver has a statement for it that gives back nothing, and may be sent later. Where
// a job that is to be the only one of its kind may meet another it will not do: the usual statement holds the one that is there
// until the commit, so that it does not run before that, and miss what it was asked for.
func (tx *Tx) insert(handle *sql.Tx, jobs []river.InsertManyParams, meets bool) error {
	if tx.store.engine == Postgres && !meets {
		_, err := tx.store.jobs.client.InsertManyFastTx(sentLater(tx.ctx, expected{}), handle, jobs)
		return err
	}
	_, err := tx.store.jobs.client.InsertManyTx(tx.ctx, handle, jobs)
	return err
}

// bulkPriority lets everything else go first.
const bulkPriority = 4

// enqueueMail asks for the first try at a new mail, after a pause.
func (tx *Tx) enqueueMail(mail id.Mail, ws id.Workspace, pause time.Duration) error {
	err := tx.enqueue(mailJob{Mail: mail, Workspace: ws}, mailOptions(pause, false))
	if n := len(tx.ledger.jobs); err == nil {
		tx.ledger.jobs[n-1].first = true
	}
	return err
}

// mailOptions are those of a try at a mail. There is one such job at most that has not begun or is under way, unless anew says
// that the one under way died with its process.
func mailOptions(pause time.Duration, anew bool) river.InsertOpts {
	o := river.InsertOpts{Queue: queueMail, MaxAttempts: mailTries}
	if pause > 0 {
		o.ScheduledAt = clock.System{}.Now().Add(pause) // the queue runs on the machine's time
	}
	if !anew {
		o.UniqueOpts = onceAtATime()
	}
	return o
}

// enqueueAgain asks for another try at a mail that no job will bring to an end.
func (tx *Tx) enqueueAgain(m domain.Mail, anew bool) error {
	o := mailOptions(0, anew)
	if m.Bulk {
		o.Priority = bulkPriority
	}
	return tx.enqueue(mailJob{Mail: m.ID, Workspace: workspaceOf(m)}, o)
}

// onceAtATime lets one job of the same arguments be there that has not come to its end.
func onceAtATime() river.UniqueOpts {
	return river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}}
}

// WorkAt asks for work at an import, which goes on until there is nothing to do. A job too many finds nothing, or waits
// for the other one's row.
func (tx *Tx) WorkAt(one id.Import) error {
	return tx.enqueue(importJob{Import: one, Workspace: tx.ledger.scope}, river.InsertOpts{Queue: queueImport, MaxAttempts: mailTries})
}

// WorkAgain asks for work at an import where no job is there that will do it.
func (tx *Tx) WorkAgain(one id.Import) error {
	return tx.enqueue(importJob{Import: one, Workspace: tx.ledger.scope}, river.InsertOpts{
		Queue: queueImport, MaxAttempts: mailTries, UniqueOpts: onceAtATime(),
	})
}

// enqueueRelease asks for the turn of the bulk mails that wait.
func (tx *Tx) enqueueRelease() error {
	return tx.enqueue(releaseJob{}, river.InsertOpts{Queue: queueTick, MaxAttempts: mailTries, UniqueOpts: onceAtATime()})
}

// enqueueReleased asks for tries at many mails whose turn has come.
func (tx *Tx) enqueueReleased(list []domain.Mail) error {
	for _, m := range list {
		o := mailOptions(0, true)
		o.Priority = bulkPriority
		if err := tx.enqueue(mailJob{Mail: m.ID, Workspace: workspaceOf(m)}, o); err != nil {
			return err
		}
	}
	return nil
}

// sqlTx finds the driver's transaction inside GORM's: bare, a member's, or behind GORM's cache of statements.
func sqlTx(h *gorm.DB) (*sql.Tx, error) {
	pool := h.Statement.ConnPool
	if prepared, ok := pool.(*gorm.PreparedStmtTX); ok {
		if t, ok := prepared.Tx.(*sql.Tx); ok {
			return t, nil
		}
	}
	switch t := pool.(type) {
	case *sql.Tx:
		return t, nil
	case memberPool:
		return t.tx, nil
	}
	return nil, fmt.Errorf("no transaction is open: %T", pool)
}
