package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// What no other package can reach, for the tests of the house's own guarantees.

// Handle gives the bare handle of a transaction.
func Handle(tx *Tx) *gorm.DB { return tx.db }

// Beyond gives the handle of the doors.
func Beyond(tx *Tx) *gorm.DB { return tx.door() }

// KeptMoment reads a time of SQLite.
func KeptMoment(text string) (time.Time, bool) { return keptMoment(text) }

// Rows is how every query of a workspace's rows starts.
func Rows[T any](tx *Tx) *gorm.DB { return rows[T](tx) }

// Plain is how a query of rows starts that belong to no workspace.
func Plain[T any](tx *Tx) *gorm.DB { return plain[T](tx) }

// KeyEntity is the row of an Idempotency-Key, which has no name outside.
func KeyEntity() any { return &idempotencyKey{} }

// Bookkeeping tells which tables need no event.
func Bookkeeping(table string) bool { return bookkeeping(table) }

// InsertMails inserts the mails that were asked for, as the end of a transaction does.
func InsertMails(tx *Tx) error { return tx.insertMails() }

// InsertJobs inserts the jobs that were asked for, as the end of a transaction does.
func InsertJobs(tx *Tx) error { return tx.insertJobs() }

// Sent has what the transaction keeps back sent, and gives what came of it.
func Sent(tx *Tx) error {
	var one int
	return tx.door().Raw("SELECT 1").Scan(&one).Error
}

// QueueIndexes are what the queue builds anew each day.
func QueueIndexes(engine Engine) []string { return queueIndexes(engine) }

// WriteTries is how often a Write is tried.
const WriteTries = writeTries

// ForgetDead does what StartWork does first.
func ForgetDead(db *DB) error { return db.jobs.forgetDead(context.Background(), db) }

// RowsOfPlaces is what goes with a workspace.
func RowsOfPlaces() []any { return rowsOfPlaces() }

// Remembered is how many answers are remembered.
func Remembered(db *DB) int {
	db.memory.mu.Lock()
	defer db.memory.mu.Unlock()
	if db.memory.now == nil {
		return 0
	}
	return len(db.memory.now.answers)
}

// Sharing sets the bounds of a shared transaction: how long after its beginning others join, and how long one of them may take.
func Sharing(db *DB, lasts, patience time.Duration) {
	db.turns.lasts, db.turns.patience = lasts, patience
}

// Commits is how many commits of transactions there were, each shared by some.
func Commits(db *DB) int64 { return db.turns.commits.Load() }

// Waiting is how many wait for their turn to write.
func Waiting(db *DB) int {
	db.turns.mu.Lock()
	defer db.turns.mu.Unlock()
	return len(db.turns.waiting)
}

// Luck is the same of another name.
type Luck struct{ luck }

// Worthwhile tells whether to ask.
func (l *Luck) Worthwhile() bool { return l.worthwhile() }

// Note notes what came of it.
func (l *Luck) Note(found bool) { l.note(found) }

// Together asks for users twice, and tells whether that was sent together.
func Together(tx *Tx, one, another *gorm.DB) (sent bool, err error) {
	var a, b []domain.User
	list := []asking{asks(one, &a), asks(another, &b)}
	if tx.store.engine == Postgres {
		return tx.pipelined(list)
	}
	return false, tx.together(list...)
}

// Through sends every statement of a database, whoever writes it, through a driver around its own one.
func Through(db *DB, around func(driver.Driver) driver.Driver) error {
	handles := map[*gorm.DB]string{db.writer: db.url}
	if path, ok := strings.CutPrefix(db.url, "sqlite:"); ok {
		handles = map[*gorm.DB]string{
			db.writer: sqliteSource(path, writerMode, writerPages), db.reader: sqliteSource(path, readerMode, readerPages),
		}
	}
	for h, source := range handles {
		old, err := h.DB()
		if err != nil {
			return err
		}
		pool := sql.OpenDB(connector{around(old.Driver()), source})
		pool.SetMaxOpenConns(old.Stats().MaxOpenConnections)
		h.ConnPool, h.Statement.ConnPool = pool, pool
		if err := old.Close(); err != nil {
			return err
		}
	}
	return nil
}

type connector struct {
	driver driver.Driver
	source string
}

// Connect opens a connection to the source.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.source) }

// Driver gives the driver.
func (c connector) Driver() driver.Driver { return c.driver }

// Preparing puts connections that keep what they prepare around a driver's.
func Preparing(c driver.Connector) driver.Connector { return preparing{c} }

// KeptStatements is how many statements a connection keeps.
const KeptStatements = keptStatements
