package store_test

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// importSights are the cases of bulk invitations. Each side has one import with one chunk and one row.
var importSights = map[string]sight{
	"AddImport": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.upload.ID = id.New[id.Import]()
		return done(tx.AddImport(s.upload))
	}},
	"AddImportChunk": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.AddImportChunk(domain.ImportChunk{WorkspaceID: s.workspace.ID, ImportID: s.upload.ID, Number: 1, Content: []byte("x")}))
	}},
	"Import":     {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.Import(s.upload.ID)) }},
	"LockImport": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.LockImport(s.upload.ID)) }},
	"SaveImport": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.upload.State = domain.ImportCancelled
		return 0, tx.SaveImport(s.upload)
	}},
	"SaveImportProgress": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.upload.DoneRows = 7
		return 0, tx.SaveImportProgress(s.upload)
	}},
	"Imports": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return paged(tx.Imports(all)) }},
	"ImportChunk": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		part, err := tx.ImportChunk(s.upload.ID, 0)
		return truth(len(part) > 0, err)
	}},
	"DropImportChunks": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { return 0, tx.DropImportChunks(s.upload.ID) }},
	"PutImportRows": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.PutImportRows([]domain.ImportRow{rowOf(s, 1), rowOf(s, 2)}))
	}},
	"ImportRow": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.ImportRow(s.upload.ID, 1)) }},
	"ImportRows": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return paged(tx.ImportRows(s.upload.ID, store.ImportRowFilter{Q: "guest"}, all))
	}},
	"NextImportRows": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return some(tx.NextImportRows(s.upload.ID, 0, nil, nil, 10))
	}},
	"FirstImportRows": {1, false, func(tx *store.Tx, w *world, s side) (int, error) {
		found, err := tx.FirstImportRows(s.upload.ID, []domain.Email{w.guest.Email}, 2)
		return len(found), err
	}},
	"ImportRowsOf": {1, false, func(tx *store.Tx, w *world, s side) (int, error) {
		return some(tx.ImportRowsOf(s.upload.ID, w.guest.Email, 10))
	}},
	"ForgetImportRows": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		n, err := tx.ForgetImportRows(s.upload.ID, 10)
		return int(n), err
	}},
	"AddInvitations": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		i := s.invitation
		i.ID, i.Email, i.UserID = id.New[id.Invitation](), "many@example.com", nil
		return done(tx.AddInvitations([]domain.Invitation{i}, []string{"many of " + string(i.ID)}))
	}},
	"AddRolesOf": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.AddRolesOf([]domain.UserRole{{WorkspaceID: s.workspace.ID, UserID: s.invited.ID, RoleID: s.spare.ID}}))
	}},
	"AddLocationsOf": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.AddLocationsOf([]domain.UserLocation{{WorkspaceID: s.workspace.ID, UserID: s.invited.ID, LocationID: s.location.ID}}))
	}},
	"LocationsNamed": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { // a name of one side alone
		return some(tx.LocationsNamed([]string{"only " + s.workspace.Slug}))
	}},
	"StatusesByEmail": {1, true, func(tx *store.Tx, w *world, _ side) (int, error) { // whose they are: lookups_test.go
		found, err := tx.StatusesByEmail([]domain.Email{w.guest.Email})
		return len(found), err
	}},
	"Usage": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		usage, _, err := tx.Usage()
		return int(usage.PendingInvitations), err
	}},
}

func uploadOf(s side, now time.Time) domain.Import {
	return domain.Import{
		WorkspaceID: s.workspace.ID, ID: id.New[id.Import](), State: domain.ImportReady, FileName: "people.csv", Encoding: "utf-8",
		Separator: ",", Columns: []string{"email"}, Mapping: domain.ImportColumns{domain.FieldEmail: 0}, RoleIDs: []id.Role{},
		LocationIDs: []id.Location{}, TotalRows: 1, Problems: map[string]int64{}, CreatedBy: &s.user.ID, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
}

func rowOf(s side, number int64) domain.ImportRow {
	return domain.ImportRow{
		WorkspaceID: s.workspace.ID, ImportID: s.upload.ID, Number: number, Line: number, Cells: []string{string(s.invited.Email)},
		Mended: map[domain.ImportField]string{}, Email: s.invited.Email, Verdict: domain.RowValid, Problems: []domain.RowProblem{},
		UserID: &s.invited.ID,
	}
}

func addUpload(tx *store.Tx, s side) error {
	return inOrder(
		func() error { return tx.AddImport(s.upload) },
		func() error {
			return tx.AddImportChunk(domain.ImportChunk{WorkspaceID: s.workspace.ID, ImportID: s.upload.ID, Content: []byte("email")})
		},
		func() error { return tx.PutImportRows([]domain.ImportRow{rowOf(s, 1)}) },
	)
}
