package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// The errors that use cases ask for with errors.Is. Everything else that the drivers say is translated here
// and nowhere else.
var (
	ErrMissing    = errors.New("no such row")
	ErrUnrecorded = errors.New("rows were changed and no event was recorded")
	ErrNoEffect   = errors.New("an event was recorded and no row was changed")
	ErrUnproven   = errors.New("no valid proof of entry")
	ErrUnscoped   = errors.New("statement without the workspace's predicate")
	ErrUnconfined = errors.New("a pass confined to locations was not held against them")
)

const (
	pgUnique        = "23505"
	pgSerialization = "40001"
	pgDeadlock      = "40P01"
	pgForeign       = "23503"
	pgNull          = "23502"
	pgReadOnly      = "25006" // a standby, while the primary changes
	sqliteBusy      = 5
	sqliteFull      = 13
	sqliteUnique    = 2067
	sqlitePrimary   = 1555
)

// isDuplicate tells a unique violation: somebody else was quicker. Write runs again then, and the check
// that stands before each insert finds the other's row and gives the proper answer.
func isDuplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == pgUnique
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == sqliteUnique || lite.Code() == sqlitePrimary)
}

// isCollision tells a transaction that lost against another one, and may run again: then its own checks find
// what the other one left. A broken reference is such a loss, because ids are read before they are written.
func isCollision(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == pgSerialization || pg.Code == pgDeadlock || pg.Code == pgForeign
	}
	return false
}

// isUnavailable tells a database that cannot answer now.
func isUnavailable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "08") || pg.Code == pgReadOnly
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqliteBusy || lite.Code()&0xff == sqliteFull
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, context.DeadlineExceeded)
}

// translate turns what a driver said into what the house says.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errs.Of(err) != nil:
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return ErrMissing
	case isUnavailable(err):
		return errs.New(errs.Unavailable, "unavailable",
			"The database cannot answer now. Try again in a moment, with the same Idempotency-Key.").Because(err)
	}
	return err
}

// redact keeps connection strings, which hold passwords, out of error texts.
func redact(err error) error {
	if text := err.Error(); strings.Contains(text, "postgres://") || strings.Contains(text, "postgresql://") {
		return errors.New("the database URL cannot be used: check GATEHOUSE_DATABASE_URL and GATEHOUSE_DATABASE_DIRECT_URL")
	}
	return err
}
