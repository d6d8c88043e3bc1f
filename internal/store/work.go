package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The times of the job queue. A job of a process that was killed is taken up again after rescueAfter; mails
// sooner, because SweepMails sees their leases end.
const (
	jobTimeout    = 90 * time.Second // above the longest a mailer waits for a server's last answer
	rescueAfter   = 100 * time.Second
	fetchCooldown = 50 * time.Millisecond
	fetchPoll     = time.Second   // where a wake-up was missed
	keepDone      = 2 * time.Hour // finished jobs are kept, so that no period gets its tick twice
	longestTick   = time.Hour
	queuePool     = 6 // connections of the queue's own, one of them on LISTEN where no pooler stands before the database
	tickSlots     = 4
	importSlots   = 1 // bulk invitations that one process works at, at once
)

// Tick is a task that runs every so often, from a second to an hour, in exactly one process at each turn.
type Tick struct {
	Name  string
	Every time.Duration
	Run   func(context.Context) error
}

// Work is what the processes of an installation do in the background. SendMail makes one try at one mail and tells
// how long to wait before it is asked again; zero ends it. An error asks again soon.
// WorkAt does a slice of work at a bulk invitation, no longer than ImportSlice, and Release gives bulk mails their turn;
// both tell how long to wait before they are asked again, too; so does Tell, which sends what waits for one endpoint.
type Work struct {
	SendMail  func(ctx context.Context, mail id.Mail, ws id.Workspace) (again time.Duration, err error)
	MailSlots int // mails sent at once
	WorkAt    func(ctx context.Context, one id.Import, ws id.Workspace) (again time.Duration, err error)
	Release   func(ctx context.Context) (again time.Duration, err error)
	Tell      func(ctx context.Context, one id.Webhook, ws id.Workspace) (again time.Duration, err error)
	TellSlots int // endpoints told at once
	Ticks     []Tick
}

// ImportSlice is how long one process works at one bulk invitation before others have their turn.
const ImportSlice = 8 * time.Second

// TellingSlice is how long one process sends to one endpoint before others have their turn.
const TellingSlice = 5 * time.Second

// Working is background work under way.
type Working struct {
	client interface {
		Stop(ctx context.Context) error
		StopAndCancel(ctx context.Context) error
	}
	close func()
}

// StartWork begins to work off the job queue in this process. It returns as soon as the work has begun.
func (db *DB) StartWork(ctx context.Context, w Work) (*Working, error) {
	if err := db.jobs.forgetDead(ctx, db); err != nil {
		return nil, err
	}
	config, err := db.workConfig(w)
	if err != nil {
		return nil, err
	}
	// The work outlives the context of the start: Stop ends it.
	ctx = context.WithoutCancel(ctx)
	if db.engine == SQLite {
		pool, err := db.pool()
		if err != nil {
			return nil, err
		}
		client, err := river.NewClient(wakingDriver{Driver: riversqlite.New(pool), pool: pool, wake: db.jobs.wake}, config)
		if err != nil {
			return nil, fmt.Errorf("make the worker: %w", err)
		}
		return &Working{client: client, close: func() {}}, client.Start(ctx)
	}
	driver, done, err := db.queueDriver(ctx)
	if err != nil {
		return nil, err
	}
	client, err := river.NewClient(driver, config)
	if err != nil {
		done()
		return nil, fmt.Errorf("make the worker: %w", err)
	}
	return &Working{client: client, close: done}, client.Start(ctx)
}

// Stop lets what is under way end, and cancels it when the context ends; then it waits for what was cancelled,
// which gives its leases back.
func (w *Working) Stop(ctx context.Context) error {
	defer w.close()
	if err := w.client.Stop(ctx); err == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := w.client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop the background work: %w", err)
	}
	return nil
}

// forgetDead clears what a killed process left: on SQLite there is one process, and whatever holds a lease or the
// lead when it begins to work is dead.
func (q *jobQueue) forgetDead(ctx context.Context, db *DB) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if db.engine != SQLite || q.cleared {
		return nil
	}
	pool, err := db.pool()
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM river_leader",
		"UPDATE river_job SET state = 'available' WHERE state = 'running'",
		"UPDATE mails SET leased_until = NULL WHERE leased_until IS NOT NULL",
		"UPDATE webhooks SET leased_until = NULL WHERE leased_until IS NOT NULL",
	} {
		if _, err := pool.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("clear what a killed process left: %w", translate(err))
		}
	}
	q.cleared = true
	return nil
}

func (db *DB) workConfig(w Work) (*river.Config, error) {
	workers := river.NewWorkers()
	err := errors.Join(
		river.AddWorkerSafely(workers, &mailWorker{send: w.SendMail}),
		river.AddWorkerSafely(workers, &importWorker{work: w.WorkAt}),
		river.AddWorkerSafely(workers, &releaseWorker{release: w.Release}),
		river.AddWorkerSafely(workers, &webhookWorker{tell: w.Tell}),
		river.AddWorkerSafely(workers, &tickWorker{ticks: w.Ticks, logger: db.logger}),
	)
	if err != nil {
		return nil, fmt.Errorf("name the workers: %w", err)
	}
	periodic := make([]*river.PeriodicJob, 0, len(w.Ticks))
	for _, t := range w.Ticks {
		if t.Every < time.Second || t.Every > longestTick {
			return nil, fmt.Errorf("the task %s runs every %s: from a second to an hour is possible", t.Name, t.Every)
		}
		periodic = append(periodic, periodicJob(t))
	}
	return &river.Config{
		Queues: map[string]river.QueueConfig{
			queueMail: {MaxWorkers: w.MailSlots}, queueTick: {MaxWorkers: tickSlots}, queueImport: {MaxWorkers: importSlots},
			queueWebhook: {MaxWorkers: w.TellSlots},
		},
		Workers:                     workers,
		PeriodicJobs:                periodic,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		FetchCooldown:               fetchCooldown,
		FetchPollInterval:           fetchPoll,
		CompletedJobRetentionPeriod: keepDone,
		ReindexerIndexNames:         queueIndexes(db.engine),
		RetryPolicy:                 soon{},
		Logger:                      quietly(db.logger),
	}, nil
}

// queueIndexes are the queue's indexes, which it builds anew once a day. By default it asks for some that are not there, and warns
// of that as if a migration were missing: migration 20 says why two are gone, and SQLite has none of these kinds.
func queueIndexes(engine Engine) []string {
	return slices.DeleteFunc(river.ReindexerIndexNamesDefault(), func(name string) bool {
		return name == "river_job_args_index" || name == "river_job_metadata_index" || (engine == SQLite && name == "river_job_pkey")
	})
}

// periodicJob inserts a tick once in each period, whoever holds the lead, also when the lead changes hands.
func periodicJob(t Tick) *river.PeriodicJob {
	insert := func() (river.JobArgs, *river.InsertOpts) {
		return tickJob{Name: t.Name}, &river.InsertOpts{
			Queue: queueTick, MaxAttempts: tickTries,
			UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: t.Every},
		}
	}
	return river.NewPeriodicJob(river.PeriodicInterval(t.Every), insert, &river.PeriodicJobOpts{ID: t.Name, RunOnStart: true})
}

type mailWorker struct {
	river.WorkerDefaults[mailJob]
	send func(context.Context, id.Mail, id.Workspace) (time.Duration, error)
}

// Work makes one try at one mail.
func (w *mailWorker) Work(ctx context.Context, job *river.Job[mailJob]) error {
	return snooze(w.send(ctx, job.Args.Mail, job.Args.Workspace))
}

// snooze asks for the job again where it is not done.
func snooze(again time.Duration, err error) error {
	if err == nil && again > 0 {
		return river.JobSnooze(again)
	}
	return err
}

type importWorker struct {
	river.WorkerDefaults[importJob]
	work func(context.Context, id.Import, id.Workspace) (time.Duration, error)
}

// Work does a slice of work at one bulk invitation.
func (w *importWorker) Work(ctx context.Context, job *river.Job[importJob]) error {
	return snooze(w.work(ctx, job.Args.Import, job.Args.Workspace))
}

type releaseWorker struct {
	river.WorkerDefaults[releaseJob]
	release func(context.Context) (time.Duration, error)
}

// Work gives the bulk mails that wait their turn.
func (w *releaseWorker) Work(ctx context.Context, _ *river.Job[releaseJob]) error {
	return snooze(w.release(ctx))
}

type webhookWorker struct {
	river.WorkerDefaults[webhookJob]
	tell func(context.Context, id.Webhook, id.Workspace) (time.Duration, error)
}

// Work sends what waits for one endpoint, for a while.
func (w *webhookWorker) Work(ctx context.Context, job *river.Job[webhookJob]) error {
	return snooze(w.tell(ctx, job.Args.Webhook, job.Args.Workspace))
}

type tickWorker struct {
	river.WorkerDefaults[tickJob]
	ticks  []Tick
	logger *slog.Logger
}

// Work runs one turn of a periodic task; one that this release does not know is no fault of anybody.
func (w *tickWorker) Work(ctx context.Context, job *river.Job[tickJob]) error {
	for _, t := range w.ticks {
		if t.Name == job.Args.Name {
			err := t.Run(ctx)
			if err != nil && ctx.Err() == nil {
				w.logger.Error("a periodic task failed", slog.String("task", t.Name), slog.Any("error", err))
			}
			return err
		}
	}
	return nil
}

// soon asks again within half a minute (the queue runs on the machine's time): what fails here is the house, most often its database, and that passes.
type soon struct{}

// NextRetry gives the time of the next attempt.
func (soon) NextRetry(job *rivertype.JobRow) time.Time {
	pause := min(time.Second<<min(max(job.Attempt-1, 0), 5), 30*time.Second)
	return clock.System{}.Now().Add(pause/2 + rand.N(pause)) //nolint:gosec // jitter
}
