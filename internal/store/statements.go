package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
)

// keptStatements is how many prepared statements a connection keeps.
const keptStatements = 250

// preparing is SQLite's driver with connections that keep what they prepared. To read a statement costs SQLite as much as
// to carry it out, and GORM's own store of statements reads each anew in every transaction: what was first prepared in one is
// good there alone. That store is off, and the job queue's statements are kept, too.
type preparing struct{ driver.Connector }

// Connect opens a connection that keeps what it prepares.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := c.(wholeConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a connection of the driver is a %T", c), c.Close())
	}
	return &preparedConn{wholeConn: whole, idle: map[string]driver.Stmt{}}, nil
}

// wholeConn is what a connection of the driver can do, but for asking without preparing.
type wholeConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// preparedConn hands a statement out again once it is closed. Like every connection it serves one goroutine at a time. It
// cannot ask without preparing, so that database/sql prepares and closes.
type preparedConn struct {
	wholeConn
	idle map[string]driver.Stmt
}

// PrepareContext gives a statement that is kept, or prepares one.
func (c *preparedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if kept, found := c.idle[query]; found {
		delete(c.idle, query)
		return &preparedStmt{kept, c, query}, nil
	}
	fresh, err := c.wholeConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &preparedStmt{fresh, c, query}, nil
}

// Prepare is PrepareContext without an end.
func (c *preparedConn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// Close closes what is kept, and the connection.
func (c *preparedConn) Close() error { return errors.Join(c.forget(), c.wholeConn.Close()) }

func (c *preparedConn) forget() error {
	var all []error
	for query, kept := range c.idle {
		all = append(all, kept.Close())
		delete(c.idle, query)
	}
	return errors.Join(all...)
}

// preparedStmt is a statement while somebody uses it.
type preparedStmt struct {
	driver.Stmt
	conn  *preparedConn
	query string
}

// Close keeps the statement for the next one who asks. Where too many are kept, all are let go: those in use come back.
func (s *preparedStmt) Close() error {
	if _, another := s.conn.idle[s.query]; another {
		return s.Stmt.Close()
	}
	var err error
	if len(s.conn.idle) >= keptStatements {
		err = s.conn.forget()
	}
	s.conn.idle[s.query] = s.Stmt
	return err
}

// ExecContext carries it out.
func (s *preparedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args) //nolint:forcetypeassert // the driver's statements have it
}

// QueryContext asks.
func (s *preparedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args) //nolint:forcetypeassert // the driver's statements have it
}
