package admission

import (
	"context"
	"maps"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// ImportPatch is what to change before the start; nil leaves it as it is. Columns names the header's cell of fields that
// change; "" takes one away.
type ImportPatch struct {
	Columns     map[domain.ImportField]string
	RoleIDs     *[]id.Role
	LocationIDs *[]id.Location
	Locale      *string
	Message     *string
}

// changeImport runs a change of an import, with what the caller holds by then.
func (s *Service) changeImport(ctx context.Context, pass authz.Pass, one id.Import, version int64, do func(*store.Tx, *domain.Import, domain.Holding) error) (ImportView, error) {
	var out ImportView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		holding, err := recheckWide(tx, pass)
		if err != nil {
			return err
		}
		i, err := tx.LockImport(one)
		if err != nil {
			return orMissing(err, "import")
		}
		if version != 0 && version != i.Version {
			return errs.New(errs.Precondition, "precondition_failed", "This import has changed since you read it. Read it again.")
		}
		if err := do(tx, &i, holding); err != nil {
			return err
		}
		out, err = importView(tx, i)
		return err
	})
	return out, err
}

// EditImport says which column is which, and what rows get that do not say it; all rows are checked anew. Errors:
// validation_failed; role_above_own; import_not_ready, import_ended; precondition_failed.
func (s *Service) EditImport(ctx context.Context, pass authz.Pass, one id.Import, p ImportPatch, version int64) (ImportView, error) {
	return s.changeImport(ctx, pass, one, version, func(tx *store.Tx, i *domain.Import, h domain.Holding) error {
		if err := i.MayEdit(false); err != nil {
			return err
		}
		changes, err := p.apply(tx, i, h)
		if err != nil || len(changes) == 0 {
			return err
		}
		if _, known := i.Mapping[domain.FieldEmail]; known {
			i.Recheck()
		}
		who := pass.User().ID
		i.OnBehalf, i.OnBehalfKey = &who, keyOf(pass)
		i.Version++
		if err := tx.SaveImport(*i); err != nil {
			return err
		}
		if err := tx.Record(domain.ImportUpdated{Import: *i, Fields: changes}); err != nil {
			return err
		}
		return workAt(tx, *i)
	})
}

func (p ImportPatch) apply(tx *store.Tx, i *domain.Import, h domain.Holding) (map[string]domain.Change, error) {
	changes := map[string]domain.Change{}
	if len(p.Columns) > 0 {
		mapping, err := mappingOf(*i, p.Columns)
		if err != nil {
			return nil, err
		}
		changes["mapping"] = domain.Change{From: i.Mapping, To: mapping}
		i.Mapping = mapping
	}
	if p.RoleIDs != nil {
		roles, err := tenancy.FindRoles(tx, "/defaults/role_ids", *p.RoleIDs)
		if err != nil {
			return nil, err
		}
		if err := domain.MayGrant(h, roles, nil); err != nil {
			return nil, err
		}
		changes["role_ids"] = domain.Change{From: i.RoleIDs, To: tenancy.RoleIDs(roles)}
		i.RoleIDs = tenancy.RoleIDs(roles)
	}
	if p.LocationIDs != nil {
		locations, err := tenancy.FindLocations(tx, "/defaults/location_ids", *p.LocationIDs)
		if err != nil {
			return nil, err
		}
		changes["location_ids"] = domain.Change{From: i.LocationIDs, To: tenancy.LocationIDs(locations)}
		i.LocationIDs = tenancy.LocationIDs(locations)
	}
	if p.Locale != nil {
		changes["locale"] = domain.Change{From: i.Locale, To: *p.Locale}
		i.Locale = *p.Locale
	}
	if p.Message != nil {
		message, bad := domain.ParseMessage("/defaults/message", *p.Message, domain.MaxMessage)
		if bad != nil {
			return nil, errs.Validation(*bad)
		}
		changes["message"] = domain.Change{From: i.Message, To: message}
		i.Message = message
	}
	return changes, nil
}

// mappingOf finds the columns that are named anew. The field error is column_unknown, or required where there is none for
// the address.
func mappingOf(i domain.Import, named map[domain.ImportField]string) (domain.ImportColumns, error) {
	out := maps.Clone(i.Mapping)
	var bad []errs.Field
	for _, f := range domain.ImportFields() {
		name, given := named[f]
		if !given {
			continue
		}
		at := slices.Index(i.Columns, name)
		switch {
		case name == "":
			delete(out, f)
		case at < 0:
			bad = append(bad, errs.Field{Pointer: "/mapping/" + string(f), Code: "column_unknown", Detail: "The file has no column of this name."})
		default:
			out[f] = at
		}
	}
	if _, known := out[domain.FieldEmail]; !known && len(bad) == 0 {
		bad = append(bad, errs.Field{Pointer: "/mapping/email", Code: "required", Detail: "Say which column holds the e-mail addresses."})
	}
	return out, errs.Validation(bad...)
}

// StartImport begins to invite the people of the valid rows; once started, starting changes nothing. Errors:
// import_not_ready, import_ended, nothing_to_invite; limit_reached where they are more than the workspace can have.
func (s *Service) StartImport(ctx context.Context, pass authz.Pass, one id.Import, version int64) (ImportView, error) {
	return s.changeImport(ctx, pass, one, version, func(tx *store.Tx, i *domain.Import, _ domain.Holding) error {
		if i.Started() {
			return nil
		}
		if err := i.MayStart(); err != nil {
			return err
		}
		left, err := leftFor(tx, false)
		if err != nil {
			return err
		}
		if left >= 0 && i.ValidRows > left {
			return errs.Newf(errs.Conflict, "limit_reached",
				"%d people are more than this workspace can invite now: %d more fit into its open invitations and its mails of today. Upload fewer, go on tomorrow, or ask the operator of this installation for more.",
				i.ValidRows, left)
		}
		now, who := tx.Now(), pass.User().ID
		i.State, i.StartedAt, i.StartedBy, i.OnBehalf, i.OnBehalfKey = domain.ImportRunning, &now, &who, &who, keyOf(pass)
		i.LastRow = 0
		return save(tx, i, domain.ImportStarted{Import: *i, ValidRows: i.ValidRows})
	})
}

// CancelImport ends an import before its next row; whoever was invited by then stays invited. Again: nothing changes.
// The error is import_ended where it came to its end before.
func (s *Service) CancelImport(ctx context.Context, pass authz.Pass, one id.Import, version int64) (ImportView, error) {
	return s.changeImport(ctx, pass, one, version, func(tx *store.Tx, i *domain.Import, _ domain.Holding) error {
		if i.State == domain.ImportCancelled {
			return nil
		}
		if err := i.MayCancel(); err != nil {
			return err
		}
		now := tx.Now()
		i.State, i.FinishedAt = domain.ImportCancelled, &now
		return save(tx, i, domain.ImportCancelledEvent{Import: *i, DoneRows: i.DoneRows})
	})
}

// RevokeImport withdraws, in the background, every invitation of an import that nobody took yet. While that goes on, or
// is done, asking again changes nothing. Errors: import_not_ready, nothing_to_revoke.
func (s *Service) RevokeImport(ctx context.Context, pass authz.Pass, one id.Import, version int64) (ImportView, error) {
	return s.changeImport(ctx, pass, one, version, func(tx *store.Tx, i *domain.Import, _ domain.Holding) error {
		if i.State == domain.ImportRevoking || i.State == domain.ImportRevoked {
			return nil
		}
		if err := i.MayRevoke(); err != nil {
			return err
		}
		who := pass.User().ID
		i.State, i.OnBehalf, i.OnBehalfKey = domain.ImportRevoking, &who, keyOf(pass)
		i.LastRow, i.StopReason, i.FinishedAt = 0, "", nil
		return save(tx, i, domain.ImportRevokeAsked{Import: *i, DoneRows: i.DoneRows})
	})
}

// save writes an import in its new state, records why, and asks for the work that follows.
func save(tx *store.Tx, i *domain.Import, e domain.Event) error {
	i.Version++
	if err := tx.SaveImport(*i); err != nil {
		return err
	}
	if err := tx.Record(e); err != nil {
		return err
	}
	return workAt(tx, *i)
}

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
		return tx.Record(domain.ImportUpdated{Import: *i, Fields: map[string]domain.Change{"row": {To: number}}})
	})
	return at, out, err
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
