package admission

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/sheet"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// checkBatch is how many rows one transaction checks.
const checkBatch = 500

// checker checks the rows of one import, batch by batch.
type checker struct {
	s    *Service
	job  authz.Job
	file *sheet.Reader // open behind some rows; nil before
	at   int64         // how many those are
}

// next checks some rows.
func (c *checker) next(ctx context.Context, i domain.Import) error {
	pass, err := c.s.actFor(ctx, i)
	if err != nil {
		return c.s.stopOr(ctx, c.job, i, err)
	}
	if i.CheckedRows >= i.TotalRows {
		return c.finish(ctx, i)
	}
	var fresh []domain.ImportRow
	if i.CheckedRows >= i.ReadRows {
		if fresh, err = c.readFile(ctx, i); err != nil {
			return c.unlessOvertaken(ctx, i, err)
		}
	}
	return c.s.db.Maintain(ctx, c.job, func(tx *store.Tx) error {
		return check(tx, i, pass.Holding(), fresh)
	})
}

// check judges some rows: those that were just read, or the next ones that were read before.
func check(tx *store.Tx, seen domain.Import, h domain.Holding, fresh []domain.ImportRow) error {
	i, err := tx.LockImport(seen.ID)
	if err != nil || i.State != domain.ImportChecking || i.CheckedRows != seen.CheckedRows || i.ReadRows != seen.ReadRows {
		return ignoreMissing(err) // somebody else was here meanwhile
	}
	rows := fresh
	if len(rows) == 0 {
		if rows, err = tx.NextImportRows(i.ID, i.CheckedRows, nil, nil, checkBatch); err != nil {
			return err
		}
	}
	j, err := newJudge(tx, i, h, rows)
	if err != nil {
		return err
	}
	for at := range rows {
		j.read(&rows[at])
	}
	if err := compare(tx, i.ID, rows); err != nil {
		return err
	}
	for _, r := range rows {
		i.Count(r, 1)
	}
	i.CheckedRows += int64(len(rows))
	i.ReadRows = max(i.ReadRows, i.CheckedRows)
	i.Faults = 0
	if len(rows) == 0 { // rows that were forgotten meanwhile
		i.CheckedRows, i.ReadRows = i.TotalRows, i.TotalRows
	}
	if err := tx.PutImportRows(rows); err != nil {
		return err
	}
	tx.Tell(domain.NoticeProgress, string(i.ID))
	return tx.SaveImportProgress(i)
}

// finish says that all rows were checked, and forgets the file.
func (c *checker) finish(ctx context.Context, seen domain.Import) error {
	return c.s.db.Write(ctx, c.job, func(tx *store.Tx) error {
		i, err := tx.LockImport(seen.ID)
		if err != nil || i.State != domain.ImportChecking || i.CheckedRows < i.TotalRows {
			return ignoreMissing(err)
		}
		i.State = domain.ImportReady
		i.Version++
		if err := tx.SaveImport(i); err != nil {
			return err
		}
		if err := tx.DropImportChunks(i.ID); err != nil {
			return err
		}
		return tx.Record(domain.ImportChecked{Import: i, ValidRows: i.ValidRows})
	})
}

// readFile reads the next rows out of the uploaded file.
func (c *checker) readFile(ctx context.Context, i domain.Import) ([]domain.ImportRow, error) {
	if c.file == nil || c.at != i.ReadRows { // another process may have read some meanwhile
		if err := c.open(ctx, i); err != nil {
			return nil, err
		}
	}
	rows := make([]domain.ImportRow, 0, checkBatch)
	for number := i.ReadRows + 1; len(rows) < checkBatch; number++ {
		row, err := c.file.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read an uploaded file: %w", err)
		}
		rows = append(rows, domain.ImportRow{
			WorkspaceID: i.WorkspaceID, ImportID: i.ID, Number: number, Line: int64(row.Line), Cells: cellsOf(row),
			Broken: row.Broken, Mended: map[domain.ImportField]string{}, Problems: []domain.RowProblem{},
		})
	}
	c.at += int64(len(rows))
	return rows, nil
}

// unlessOvertaken forgives a file that could not be read because somebody else has ended the check meanwhile, and with
// it the file.
func (c *checker) unlessOvertaken(ctx context.Context, seen domain.Import, failure error) error {
	var now domain.Import
	err := c.s.db.Read(ctx, c.job, func(tx *store.Tx) (err error) {
		now, err = tx.Import(seen.ID)
		return err
	})
	if err != nil {
		return ignoreMissing(err)
	}
	if now.State == seen.State && now.ReadRows == seen.ReadRows {
		return failure
	}
	c.file = nil
	return nil
}

// open begins the file anew and goes to the first row that was not read yet.
func (c *checker) open(ctx context.Context, i domain.Import) error {
	content := &chunks{ctx: ctx, db: c.s.db, job: c.job, of: i}
	c.file = sheet.NewReader(content, sheet.Format{
		Encoding: sheet.Encoding(i.Encoding), Separator: []rune(i.Separator)[0], OldBreaks: i.OldBreaks,
	})
	skip := i.ReadRows
	c.at = skip
	if !i.Headerless {
		skip++
	}
	for range skip {
		if _, err := c.file.Next(); err != nil {
			return fmt.Errorf("read an uploaded file again: %w", err)
		}
	}
	return nil
}

// cellsOf gives the cells as they were meant: an export puts an apostrophe before what looks like a formula. It is taken away
// here, once for all: what is typed into a row later, and what leaves with it, is meant as it stands.
func cellsOf(row sheet.Row) []string {
	cells := []string{}
	if row.Broken != "" {
		return cells
	}
	for _, cell := range row.Cells {
		cells = append(cells, sheet.Plain(cell))
	}
	return cells
}

// chunks reads an uploaded file part by part, so that no more than one is in memory.
type chunks struct {
	ctx  context.Context //nolint:containedctx // io.Reader has no place for it, and this reader lives inside one call
	db   *store.DB
	job  authz.Job
	of   domain.Import
	next int64
	rest []byte
}

// Read gives what follows.
func (c *chunks) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		err := c.db.Read(c.ctx, c.job, func(tx *store.Tx) (err error) {
			c.rest, err = tx.ImportChunk(c.of.ID, c.next)
			return err
		})
		if isMissing(err) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		c.next++
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}
