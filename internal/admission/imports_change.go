package admission

import (
	"context"
	"maps"
	"reflect"
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
		differs(changes, "mapping", i.Mapping.Named(i.Columns), mapping.Named(i.Columns))
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
		differs(changes, "role_ids", i.RoleIDs, tenancy.RoleIDs(roles))
		i.RoleIDs = tenancy.RoleIDs(roles)
	}
	if p.LocationIDs != nil {
		locations, err := tenancy.FindLocations(tx, "/defaults/location_ids", *p.LocationIDs)
		if err != nil {
			return nil, err
		}
		differs(changes, "location_ids", i.LocationIDs, tenancy.LocationIDs(locations))
		i.LocationIDs = tenancy.LocationIDs(locations)
	}
	if p.Locale != nil {
		differs(changes, "locale", i.Locale, *p.Locale)
		i.Locale = *p.Locale
	}
	if p.Message != nil {
		message, bad := domain.ParseMessage("/defaults/message", *p.Message, domain.MaxMessage)
		if bad != nil {
			return nil, errs.Validation(*bad)
		}
		differs(changes, "message", i.Message, message)
		i.Message = message
	}
	return changes, nil
}

// differs keeps a value before and after where they differ.
func differs(changes map[string]domain.Change, name string, from, to any) {
	if !reflect.DeepEqual(from, to) {
		changes[name] = domain.Change{From: from, To: to}
	}
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
		i.LastRow, i.Faults = 0, 0
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
		i.LastRow, i.Faults, i.StopReason, i.FinishedAt = 0, 0, "", nil
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
