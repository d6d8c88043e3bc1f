package admission

import (
	"context"
	"errors"
	"io"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Upload is a file of people: its name, and its content from the beginning.
type Upload struct {
	Name string
	Size int64
	File io.ReadSeeker
}

// ImportView is an import with who made and started it, who may be gone, and what the workspace has under way.
type ImportView struct {
	domain.Import
	Creator *domain.User
	Starter *domain.User
	Usage   domain.Usage
	Limits  domain.Limits
	Mails   int64 // of Usage, today
}

// chunkBytes is how much of an uploaded file one row keeps.
const chunkBytes = 256 << 10

// recheckWide reads what the caller holds now. Whoever may invite at some locations only is refused: a file names people
// of any.
func recheckWide(tx *store.Tx, pass authz.Pass) (domain.Holding, error) {
	h, err := tenancy.Recheck(tx, pass)
	if err == nil && !h.Everywhere(pass.Opened()) {
		err = authz.ErrOnlyAtLocations(pass.Opened())
	}
	return h, err
}

// CreateImport keeps a file of people whom to invite, and has its rows checked. Errors: permission_denied; the faults of
// the file (inspect).
func (s *Service) CreateImport(ctx context.Context, pass authz.Pass, u Upload) (ImportView, error) {
	name, bad := domain.ParseFileName("/file_name", u.Name)
	if bad != nil {
		return ImportView{}, errs.Validation(*bad)
	}
	i, err := inspect(u.File)
	if err != nil {
		return ImportView{}, err
	}
	who := pass.User().ID
	i.WorkspaceID, i.ID, i.FileName, i.SizeBytes, i.Version = pass.Workspace(), id.New[id.Import](), name, u.Size, 1
	i.CreatedBy, i.OnBehalf, i.OnBehalfKey = &who, &who, keyOf(pass)
	var out ImportView
	err = s.db.Write(ctx, pass, func(tx *store.Tx) error {
		if _, err := recheckWide(tx, pass); err != nil {
			return err
		}
		i.CreatedAt, i.UpdatedAt = tx.Now(), tx.Now()
		if err := tx.AddImport(i); err != nil {
			return err
		}
		if err := keep(tx, i.ID, u.File); err != nil {
			return err
		}
		if err := tx.Record(domain.ImportCreated{Import: i, FileName: i.FileName, TotalRows: i.TotalRows}); err != nil {
			return err
		}
		if err := workAt(tx, i); err != nil {
			return err
		}
		out, err = importView(tx, i)
		return err
	})
	return out, err
}

// workAt asks for the house's work where there is some.
func workAt(tx *store.Tx, i domain.Import) error {
	if !i.Working() {
		return nil
	}
	return tx.WorkAt(i.ID)
}

// keep writes the file down in parts.
func keep(tx *store.Tx, one id.Import, file io.ReadSeeker) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	part := make([]byte, chunkBytes)
	for number := int64(0); ; number++ {
		n, err := io.ReadFull(file, part)
		if n > 0 {
			if err := tx.AddImportChunk(domain.ImportChunk{WorkspaceID: tx.Workspace(), ImportID: one, Number: number, Content: part[:n]}); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Imports lists imports, the newest first.
func (s *Service) Imports(ctx context.Context, pass authz.Pass, r page.Request) (page.Of[ImportView], error) {
	var out page.Of[ImportView]
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		list, err := tx.Imports(r)
		if err != nil {
			return err
		}
		views, err := importViews(tx, list.Rows)
		out = page.Of[ImportView]{Rows: views, Next: list.Next, Total: list.Total}
		return err
	})
	return out, err
}

// Import reads one import; not_found where it is not here.
func (s *Service) Import(ctx context.Context, pass authz.Pass, one id.Import) (ImportView, error) {
	var out ImportView
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		i, err := tx.Import(one)
		if err != nil {
			return orMissing(err, "import")
		}
		out, err = importView(tx, i)
		return err
	})
	return out, err
}

// ImportRows lists the rows of an import in the order of the file; not_found where it is not here.
func (s *Service) ImportRows(ctx context.Context, pass authz.Pass, one id.Import, f store.ImportRowFilter, r page.Request) (domain.Import, page.Of[domain.ImportRow], error) {
	var i domain.Import
	var out page.Of[domain.ImportRow]
	err := s.db.Read(ctx, pass, func(tx *store.Tx) (err error) {
		if i, err = tx.Import(one); err != nil {
			return orMissing(err, "import")
		}
		out, err = tx.ImportRows(one, f, r)
		return err
	})
	return i, out, err
}

func importView(tx *store.Tx, i domain.Import) (ImportView, error) {
	views, err := importViews(tx, []domain.Import{i})
	if err != nil {
		return ImportView{}, err
	}
	return views[0], nil
}

func importViews(tx *store.Tx, list []domain.Import) ([]ImportView, error) {
	var ids []id.User
	for _, i := range list {
		for _, who := range []*id.User{i.CreatedBy, i.StartedBy} {
			if who != nil {
				ids = append(ids, *who)
			}
		}
	}
	people, err := tx.UsersByID(unique(ids))
	if err != nil {
		return nil, err
	}
	usage, limits, err := tx.Usage()
	if err != nil {
		return nil, err
	}
	named := func(who *id.User) *domain.User {
		if who == nil {
			return nil
		}
		if u, here := people[*who]; here {
			return &u
		}
		return nil
	}
	out := make([]ImportView, len(list))
	for at, i := range list {
		out[at] = ImportView{
			Import: i, Creator: named(i.CreatedBy), Starter: named(i.StartedBy), Usage: usage, Limits: limits,
			Mails: usage.MailsOn(tx.Now()),
		}
	}
	return out, nil
}
