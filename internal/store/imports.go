package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// AddImport writes a new import.
func (tx *Tx) AddImport(i domain.Import) error { return tx.db.Create(&i).Error }

// AddImportChunk keeps a part of an uploaded file.
func (tx *Tx) AddImportChunk(c domain.ImportChunk) error { return tx.db.Create(&c).Error }

// Import gives one import; ErrMissing where it is not here.
func (tx *Tx) Import(one id.Import) (domain.Import, error) {
	return take[domain.Import](rows[domain.Import](tx).Where("id = ?", one))
}

// LockImport gives one import with its row locked until the end, so that what is done to it is done one thing after the
// other; ErrMissing where it is not here.
func (tx *Tx) LockImport(one id.Import) (domain.Import, error) {
	return take[domain.Import](rows[domain.Import](tx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", one))
}

// SaveImport writes everything of an import that can change; it was locked before.
func (tx *Tx) SaveImport(i domain.Import) error {
	i.UpdatedAt = tx.now
	return rows[domain.Import](tx).Where("id = ?", i.ID).
		Select("state", "mapping", "role_ids", "location_ids", "locale", "message", "read_rows", "checked_rows", "valid_rows",
			"invalid_rows", "duplicate_rows", "member_rows", "invited_rows", "problems", "done_rows", "failed_rows",
			"revoked_rows", "last_row", "faults", "stop_reason", "on_behalf", "on_behalf_key", "started_by", "version", "updated_at",
			"started_at", "finished_at", "forgotten_at").
		Updates(&i).Error
}

// SaveImportProgress writes how far an import has come; the people whom it invited are the events.
func (tx *Tx) SaveImportProgress(i domain.Import) error {
	changed := tx.ledger.changed
	err := tx.SaveImport(i)
	tx.ledger.changed = changed
	return err
}

// Imports lists a page of imports, the newest first.
func (tx *Tx) Imports(r page.Request) (page.Of[domain.Import], error) {
	q, _ := keyset(rows[domain.Import](tx), r, "-created_at", map[string]string{"created_at": "created_at"})
	list, err := find[domain.Import](q)
	if err != nil {
		return page.Of[domain.Import]{}, err
	}
	p := page.Cut(list, r.Limit, func(i domain.Import) []string { return []string{keyText(i.CreatedAt), string(i.ID)} })
	return p, total[domain.Import](tx, r, &p.Total)
}

// ImportChunk gives a part of an uploaded file, counted from 0; ErrMissing after the last one.
func (tx *Tx) ImportChunk(one id.Import, number int64) ([]byte, error) {
	var c domain.ImportChunk
	err := rows[domain.ImportChunk](tx).Where("import_id = ? AND number = ?", one, number).Take(&c).Error
	return c.Content, translate(err)
}

// DropImportChunks forgets an uploaded file whose rows were read.
func (tx *Tx) DropImportChunks(one id.Import) error {
	return rows[domain.ImportChunk](tx).Where("import_id = ?", one).Delete(&domain.ImportChunk{}).Error
}

// PutImportRows writes rows, in the place of those that are there already.
func (tx *Tx) PutImportRows(list []domain.ImportRow) error {
	if len(list) == 0 {
		return nil
	}
	err := tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "workspace_id"}, {Name: "import_id"}, {Name: "number"}},
		DoUpdates: clause.AssignmentColumns([]string{
			"broken", "mended", "email", "verdict", "problems", "outcome", "user_id", "invitation_id",
		}),
	}).CreateInBatches(&list, addTogether).Error
	if err != nil {
		return fmt.Errorf("write rows of an import: %w", err)
	}
	return nil
}

// ImportRow gives one row; ErrMissing where there is none.
func (tx *Tx) ImportRow(one id.Import, number int64) (domain.ImportRow, error) {
	return take[domain.ImportRow](rows[domain.ImportRow](tx).Where("import_id = ? AND number = ?", one, number))
}

// ImportRowFilter narrows the rows of an import. Problem is the code of one; Q any part of a cell.
type ImportRowFilter struct {
	Verdicts []domain.RowVerdict
	Outcomes []domain.RowOutcome
	Problem  string
	Q        string
}

// ImportRows lists a page of rows in the order of the file. Keys are the number alone.
func (tx *Tx) ImportRows(one id.Import, f ImportRowFilter, r page.Request) (page.Of[domain.ImportRow], error) {
	of := func() *gorm.DB {
		return narrowImportRows(rows[domain.ImportRow](tx).Where("import_id = ?", one), f).Order("number")
	}
	if text := domain.Fold(f.Q); text != "" {
		return searchImportRows(of, text, r)
	}
	q := of().Limit(r.Limit + 1)
	if len(r.After) == 1 {
		q = q.Where("number > ?", r.After[0])
	}
	list, err := find[domain.ImportRow](q)
	if err != nil {
		return page.Of[domain.ImportRow]{}, err
	}
	p := page.Cut(list, r.Limit, importRowKeys)
	if !r.Count {
		return p, nil
	}
	var counted []int64
	if err := of().Limit(page.CountedTo+1).Pluck("number", &counted).Error; err != nil {
		return p, err
	}
	p.Total = countedTo(len(counted))
	return p, nil
}

func narrowImportRows(q *gorm.DB, f ImportRowFilter) *gorm.DB {
	if len(f.Verdicts) > 0 {
		q = q.Where("verdict IN ?", f.Verdicts)
	}
	if len(f.Outcomes) > 0 {
		q = q.Where("outcome IN ?", f.Outcomes)
	}
	if f.Problem != "" {
		code, _ := json.Marshal(f.Problem) // as it stands in the column, so that a quote in it does not end it there
		q = q.Where("problems LIKE ? ESCAPE '\\'", `%"code":`+escapeLike(string(code))+`%`)
	}
	return q
}

// NextImportRows gives the next rows behind one, of a verdict and an outcome where they are not nil.
func (tx *Tx) NextImportRows(one id.Import, after int64, v *domain.RowVerdict, o *domain.RowOutcome, limit int) ([]domain.ImportRow, error) {
	q := rows[domain.ImportRow](tx).Where("import_id = ? AND number > ?", one, after)
	if v != nil {
		q = q.Where("verdict = ?", *v)
	}
	if o != nil {
		q = q.Where("outcome = ?", *o)
	}
	var list []domain.ImportRow
	err := q.Order("number").Limit(limit).Find(&list).Error
	return list, err
}

// FirstImportRows gives, for each of some addresses, the number of the first row that has it, before a row.
func (tx *Tx) FirstImportRows(one id.Import, list []domain.Email, before int64) (map[domain.Email]int64, error) {
	out := make(map[domain.Email]int64, len(list))
	for some := range slices.Chunk(list, addTogether) {
		found, err := tx.firstRows(one, some, before)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if f.Number != nil {
				out[f.Email] = *f.Number
			}
		}
	}
	return out, nil
}

// ImportRowsOf gives the first rows that have an address.
func (tx *Tx) ImportRowsOf(one id.Import, e domain.Email, limit int) ([]domain.ImportRow, error) {
	return find[domain.ImportRow](rows[domain.ImportRow](tx).Where("import_id = ? AND email = ? AND email <> ''", one, e).Order("number").Limit(limit))
}

// ForgetImportRows deletes some rows of an import, and tells how many.
func (tx *Tx) ForgetImportRows(one id.Import, limit int) (int64, error) {
	some := rows[domain.ImportRow](tx).Select("number").Where("import_id = ?", one).Order("number").Limit(limit)
	done := rows[domain.ImportRow](tx).Where("import_id = ? AND number IN (?)", one, some).Delete(&domain.ImportRow{})
	return done.RowsAffected, done.Error
}

// forgetInImports takes somebody who goes out of the rows and imports that name them.
func (tx *Tx) forgetInImports(u id.User) error {
	err := rows[domain.ImportRow](tx).Where("user_id = ?", u).Select("user_id", "cells", "mended", "email").
		Updates(&domain.ImportRow{Cells: []string{}, Mended: map[domain.ImportField]string{}}).Error
	for _, column := range []string{"on_behalf", "created_by", "started_by"} {
		if err == nil {
			err = rows[domain.Import](tx).Where(column+" = ?", u).Update(column, nil).Error
		}
	}
	return err
}
