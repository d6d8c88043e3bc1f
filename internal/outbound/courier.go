package outbound

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// lease is how long a mail stays in one process's hands without a sign of life.
const lease = 20 * time.Second

// noteFor is how long a process goes on trying to note a mail server's yes while the database is away.
const noteFor = 75 * time.Second

// DefaultRetries are the pauses after the first, second, … failed try; after the last one no more is made. Together
// nearly two days.
func DefaultRetries() []time.Duration {
	return []time.Duration{
		10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour,
		4 * time.Hour, 8 * time.Hour, 8 * time.Hour, 12 * time.Hour, 12 * time.Hour,
	}
}

// Courier makes the tries: it takes a mail, writes it, hands it to the mailer, and notes what came of it.
type Courier struct {
	db      *store.DB
	job     authz.Job
	letters *Letters
	mailer  Mailer
	retries []time.Duration
	logger  *slog.Logger
}

// NewCourier takes the house's own proof, the letters, who carries them, and the pauses between tries.
func NewCourier(db *store.DB, job authz.Job, l *Letters, m Mailer, retries []time.Duration, logger *slog.Logger) *Courier {
	return &Courier{db: db, job: job, letters: l, mailer: m, retries: retries, logger: logger}
}

// Deliver makes one try at one mail, and tells how long to wait before asking again; zero ends it. An error means
// that the database could not be asked or told; asking again is right then too.
func (c *Courier) Deliver(ctx context.Context, mail id.Mail, ws id.Workspace) (time.Duration, error) {
	var claim store.MailClaim
	err := c.maintain(ctx, ws, func(tx *store.Tx) (err error) {
		claim, err = tx.ClaimMail(mail, lease, c.letters.Host())
		return err
	})
	if err != nil || !claim.Taken {
		return max(claim.Later, 0), err
	}
	if ends := claim.Data.ExpiresAt; !ends.IsZero() && !ends.After(*claim.Mail.LeasedUntil) {
		return 0, c.note(ctx, ws, func(tx *store.Tx) error { return tx.MailUndeliverable(claim.Mail, ProblemExpired) })
	}
	e, err := c.letters.Write(claim.Mail, claim.Data)
	if err != nil {
		c.logger.Error("a mail cannot be written", slog.String("mail", string(mail)), slog.String("kind", string(claim.Mail.Kind)), slog.Any("error", err))
		return 0, c.note(ctx, ws, func(tx *store.Tx) error { return tx.MailUndeliverable(claim.Mail, ProblemUnreadable) })
	}
	refusal := c.hold(ctx, ws, &claim.Mail, func(held context.Context) error { return c.mailer.Send(held, e) })
	return c.settle(ctx, ws, claim.Mail, refusal)
}

// hold sends while it lengthens the lease, and gives up the sending when the lease is lost.
func (c *Courier) hold(ctx context.Context, ws id.Workspace, m *domain.Mail, send func(context.Context) error) error {
	held, cancel := context.WithCancel(ctx)
	var beats sync.WaitGroup
	beats.Go(func() {
		beat := time.NewTicker(lease / 3)
		defer beat.Stop()
		for misses := 0; misses < 2; {
			select {
			case <-held.Done():
				return
			case <-beat.C:
			}
			mine := false
			err := c.maintain(held, ws, func(tx *store.Tx) (err error) {
				mine, err = tx.ExtendMail(m, lease)
				return err
			})
			if err == nil && !mine {
				break
			}
			if misses++; err == nil {
				misses = 0
			}
		}
		cancel()
	})
	err := send(held)
	cancel()
	beats.Wait()
	return err
}

// settle notes what came of a try.
func (c *Courier) settle(ctx context.Context, ws id.Workspace, m domain.Mail, refusal error) (time.Duration, error) {
	if refusal == nil {
		return 0, c.note(ctx, ws, func(tx *store.Tx) error { return tx.MailSent(m) })
	}
	if ctx.Err() != nil { // this process is ending: somebody else will do it
		return time.Second, c.note(ctx, ws, func(tx *store.Tx) error { return tx.ReleaseMail(m) })
	}
	problem, permanent := classOf(refusal)
	c.logger.Warn("a mail was not taken", slog.String("mail", string(m.ID)), slog.String("kind", string(m.Kind)),
		slog.String("problem", problem), slog.Bool("permanent", permanent), slog.Int("attempt", m.Attempts+1))
	if permanent || m.Attempts >= len(c.retries) {
		return 0, c.note(ctx, ws, func(tx *store.Tx) error { return tx.MailUndeliverable(m, problem) })
	}
	pause := c.retries[m.Attempts]
	pause = pause*9/10 + rand.N(pause/5+1) //nolint:gosec // jitter: ten per cent to either side
	return pause, c.note(ctx, ws, func(tx *store.Tx) error { return tx.MailRetrying(m, problem, tx.Now().Add(pause)) })
}

// note writes down what happened: what is not noted is sent again.
func (c *Courier) note(ctx context.Context, ws id.Workspace, fn func(*store.Tx) error) error {
	return persist(ctx, func(ctx context.Context) error { return c.maintain(ctx, ws, fn) })
}

// persist tells the database what happened outside, also while this process is ending, and goes on trying while the
// database is away.
func persist(ctx context.Context, tell func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteFor)
	defer cancel()
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		err := tell(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (c *Courier) maintain(ctx context.Context, ws id.Workspace, fn func(*store.Tx) error) error {
	return c.db.Maintain(ctx, c.job.In(ws), fn)
}

// Sweep gives mails that lost their job a new one.
func (c *Courier) Sweep(ctx context.Context) error {
	found := 0
	err := c.db.Maintain(ctx, c.job, func(tx *store.Tx) (err error) {
		found, err = tx.SweepMails()
		return err
	})
	if found > 0 {
		c.logger.Warn("mails were taken over from a process that ended", slog.Int("mails", found))
	}
	return err
}

// releaseEvery is how often bulk mails that wait get their turn.
const releaseEvery = time.Second

// Release gives bulk mails their turn, at a rate in mails a second, and tells when to ask again; zero where none waits.
func (c *Courier) Release(ctx context.Context, rate int) (time.Duration, error) {
	more := false
	err := c.db.Maintain(ctx, c.job, func(tx *store.Tx) (err error) {
		_, more, err = tx.ReleaseMails(rate)
		return err
	})
	if err != nil || !more {
		return 0, err
	}
	return releaseEvery, nil
}
