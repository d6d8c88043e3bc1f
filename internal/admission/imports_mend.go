package admission

import (
	"context"
	"maps"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// MendRow writes other texts into the cells of a row, and checks it anew. Errors: not_found; import_not_ready,
// import_ended.
func (s *Service) MendRow(ctx context.Context, pass authz.Pass, one id.Import, number int64, cells map[domain.ImportField]string) (domain.Import, domain.ImportRow, error) {
	var at domain.Import
	var out domain.ImportRow
	_, err := s.changeImport(ctx, pass, one, 0, func(tx *store.Tx, i *domain.Import, h domain.Holding) error {
		if err := i.MayEdit(true); err != nil {
			return err
		}
		row, err := tx.ImportRow(one, number)
		if err != nil {
			return orMissing(err, "row")
		}
		changes := mendings(row, i.Mapping, cells)
		rows, err := mend(tx, i, h, row, cells)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Number == number {
				out = r
			}
		}
		i.Version++
		at = *i
		if err := tx.SaveImport(*i); err != nil {
			return err
		}
		return tx.Record(domain.ImportUpdated{Import: *i, Fields: changes})
	})
	return at, out, err
}

// mendings says which row was changed, and its cells before and after. The log outlives the lines of a file: of what they say
// about a person it keeps only so much that it can be compared.
func mendings(row domain.ImportRow, columns domain.ImportColumns, cells map[domain.ImportField]string) map[string]domain.Change {
	out := map[string]domain.Change{"row": {From: row.Number, To: row.Number}}
	for field, to := range cells {
		from := row.Field(field, columns)
		if from == to {
			continue
		}
		if field != domain.FieldRole && field != domain.FieldLocation {
			from, to = fingerprint(from), fingerprint(to)
		}
		out[string(field)] = domain.Change{From: from, To: to}
	}
	return out
}

func fingerprint(text string) string {
	if text == "" {
		return ""
	}
	return secret.Hash(text)[:domain.FingerprintLength]
}

// mend judges a row with its new cells, and those whose address it had or has now.
func mend(tx *store.Tx, i *domain.Import, h domain.Holding, row domain.ImportRow, cells map[domain.ImportField]string) ([]domain.ImportRow, error) {
	had := row.Email
	before := row
	row.Mended = maps.Clone(before.Mended)
	maps.Copy(row.Mended, cells)
	if row.Broken != "" { // the cells that were typed in are all there is
		row.Broken = ""
	}
	j, err := newJudge(tx, *i, h, []domain.ImportRow{row})
	if err != nil {
		return nil, err
	}
	j.read(&row)
	i.Count(before, -1)
	i.Count(row, 1)
	if err := tx.PutImportRows([]domain.ImportRow{row}); err != nil {
		return nil, err
	}
	touched, err := sharing(tx, row, had)
	if err != nil {
		return nil, err
	}
	return rejudge(tx, i, h, touched)
}

// sharing gives a row with those whose verdict it can change: the first two that have the address which it had, or has
// now. They are in the order of the file.
func sharing(tx *store.Tx, row domain.ImportRow, had domain.Email) ([]domain.ImportRow, error) {
	out := []domain.ImportRow{row}
	for _, e := range unique([]domain.Email{had, row.Email}) {
		if e == "" {
			continue
		}
		rows, err := tx.ImportRowsOf(row.ImportID, e, 2)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Number != row.Number {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b domain.ImportRow) int { return int(a.Number - b.Number) })
	return out, nil
}

// rejudge judges rows anew as a whole check would.
func rejudge(tx *store.Tx, i *domain.Import, h domain.Holding, rows []domain.ImportRow) ([]domain.ImportRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	j, err := newJudge(tx, *i, h, rows)
	if err != nil {
		return nil, err
	}
	before := slices.Clone(rows)
	for at := range rows {
		j.read(&rows[at])
	}
	if err := compare(tx, i.ID, rows); err != nil {
		return nil, err
	}
	for at := range rows {
		i.Count(before[at], -1)
		i.Count(rows[at], 1)
	}
	return rows, tx.PutImportRows(rows)
}
