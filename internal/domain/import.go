package domain

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The bounds of a bulk invitation.
const (
	MaxImportRows  = 100_000
	MaxImportBytes = 20 << 20
	MaxFileName    = 255
)

// ImportState is how far a bulk invitation has come.
type ImportState string

// The states of an import.
const (
	ImportMapping   ImportState = "mapping"   // nobody can tell which column holds the addresses: somebody has to say
	ImportChecking  ImportState = "checking"  // its rows are being read and checked
	ImportReady     ImportState = "ready"     // checked; nobody was invited yet
	ImportRunning   ImportState = "running"   // its people are being invited
	ImportDone      ImportState = "done"      // every valid row had its turn
	ImportCancelled ImportState = "cancelled" // ended by somebody, before or during the run
	ImportStopped   ImportState = "stopped"   // ended by the house, because whoever started it may not invite any more, or it cannot go on
	ImportRevoking  ImportState = "revoking"  // its invitations are being withdrawn
	ImportRevoked   ImportState = "revoked"   // they were
)

// Why an import was stopped.
const (
	StopLostAccess  = "starter_lost_access" // whoever started it lost the place or the permission
	StopFault       = "internal_error"      // a fault of the house that did not pass
	StopRevokerLost = "revoker_lost_access" // whoever asked to revoke its invitations lost the place or the permission meanwhile
	StopRevokeFault = "revoke_failed"       // some of its invitations, or all, could not be revoked, by a fault of the house
)

// ProblemRevoke is the code of a row's problem: its invitation should have been revoked, and could not.
const ProblemRevoke = "revoke_failed"

// Import is a bulk invitation: a file of people, what was found in it, and how far inviting them has come.
type Import struct {
	WorkspaceID   id.Workspace `gorm:"primaryKey"`
	ID            id.Import    `gorm:"primaryKey"`
	State         ImportState
	FileName      string
	SizeBytes     int64
	Encoding      string
	Separator     string
	OldBreaks     bool          // lines end with a carriage return alone
	Headerless    bool          // the first row is a person already
	Columns       []string      `gorm:"serializer:json"` // the header's cells
	Mapping       ImportColumns `gorm:"serializer:json"`
	RoleIDs       []id.Role     `gorm:"serializer:json"` // what rows without a role get, and so on
	LocationIDs   []id.Location `gorm:"serializer:json"`
	Locale        string
	Message       string
	TotalRows     int64
	ReadRows      int64 // rows that were read out of the file
	CheckedRows   int64
	ValidRows     int64
	InvalidRows   int64
	DuplicateRows int64
	MemberRows    int64
	InvitedRows   int64            // of people who were invited before
	Problems      map[string]int64 `gorm:"serializer:json"` // rows by the code of a problem
	DoneRows      int64            // people invited
	FailedRows    int64            // rows that were refused when their turn came
	RevokedRows   int64
	LastRow       int64 // the last row that had its turn in the work under way
	Faults        int64 // tries in a row that came to nothing, by a fault of the house
	StopReason    string
	OnBehalf      *id.User   // whose rights count: who uploaded it, changed it last or, from then on, started it
	OnBehalfKey   *id.APIKey // the key of theirs that did
	CreatedBy     *id.User
	StartedBy     *id.User
	Version       int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
	StartedAt     *time.Time
	FinishedAt    *time.Time
	ForgottenAt   *time.Time // when its rows were deleted
}

// ImportChunk is a part of an uploaded file, kept until its rows were read.
type ImportChunk struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	ImportID    id.Import    `gorm:"primaryKey"`
	Number      int64        `gorm:"primaryKey"`
	Content     []byte
}

// ImportField is what a column can mean.
type ImportField string

// The fields of a row.
const (
	FieldEmail    ImportField = "email"
	FieldName     ImportField = "name"
	FieldRole     ImportField = "role"
	FieldLocation ImportField = "location"
	FieldMessage  ImportField = "message"
	FieldRow      ImportField = "row" // of a problem: the row as a whole
)

// ImportFields lists the fields of a row in the order of the sample.
func ImportFields() []ImportField {
	return []ImportField{FieldEmail, FieldName, FieldRole, FieldLocation, FieldMessage}
}

// ImportColumns says which column, counted from 0, holds which field.
type ImportColumns map[ImportField]int

// Named gives the columns by what the header calls them.
func (c ImportColumns) Named(header []string) map[ImportField]string {
	out := make(map[ImportField]string, len(c))
	for f, at := range c {
		if at < len(header) {
			out[f] = header[at]
		}
	}
	return out
}

// RowVerdict is what a check said of a row; "" before it.
type RowVerdict string

// The verdicts.
const (
	RowValid     RowVerdict = "valid"
	RowInvalid   RowVerdict = "invalid"
	RowDuplicate RowVerdict = "duplicate" // an earlier row has the same address
	RowMember    RowVerdict = "already_member"
	RowInvited   RowVerdict = "already_invited"
)

// RowOutcome is what became of a row when its turn came; "" before it.
type RowOutcome string

// The outcomes.
const (
	OutcomeInvited RowOutcome = "invited"
	OutcomeFailed  RowOutcome = "failed"
	OutcomeRevoked RowOutcome = "revoked"
)

// RowProblem is one thing that is wrong with a row.
type RowProblem struct {
	Column ImportField `json:"column"`
	Code   string      `json:"code"`
	Detail string      `json:"detail"`
}

// ImportRow is one person of a file. Cells are as they stand there; what was mended since counts in their place.
type ImportRow struct {
	WorkspaceID  id.Workspace           `gorm:"primaryKey"`
	ImportID     id.Import              `gorm:"primaryKey"`
	Number       int64                  `gorm:"primaryKey"` // from 1
	Line         int64                  // in the file
	Cells        []string               `gorm:"serializer:json"`
	Broken       string                 // why the row cannot be read at all
	Mended       map[ImportField]string `gorm:"serializer:json"`
	Email        Email                  // "" where the row has none that can be read
	Verdict      RowVerdict
	Problems     []RowProblem `gorm:"serializer:json"`
	Outcome      RowOutcome
	UserID       *id.User
	InvitationID *id.Invitation
}

// Field gives the text of a field of the row: as mended, else as in the file; "" where there is no such column.
func (r ImportRow) Field(f ImportField, columns ImportColumns) string {
	if text, mended := r.Mended[f]; mended {
		return text
	}
	if at, known := columns[f]; known && at < len(r.Cells) {
		return strings.TrimSpace(r.Cells[at])
	}
	return ""
}

// Has tells whether the row has a problem of the code.
func (r ImportRow) Has(code string) bool {
	return slices.ContainsFunc(r.Problems, func(p RowProblem) bool { return p.Code == code })
}

// Count adds n rows like this one to what an import says of its rows.
func (i *Import) Count(r ImportRow, n int64) {
	switch r.Verdict {
	case RowValid:
		i.ValidRows += n
	case RowInvalid:
		i.InvalidRows += n
	case RowDuplicate:
		i.DuplicateRows += n
	case RowMember:
		i.MemberRows += n
	case RowInvited:
		i.InvitedRows += n
	}
	var counted []string
	for _, p := range r.Problems {
		if r.Verdict == "" || slices.Contains(counted, p.Code) {
			continue
		}
		counted = append(counted, p.Code)
		if i.Problems == nil {
			i.Problems = map[string]int64{}
		}
		if i.Problems[p.Code] += n; i.Problems[p.Code] == 0 {
			delete(i.Problems, p.Code)
		}
	}
}

// Recheck begins the check of all rows anew.
func (i *Import) Recheck() {
	i.State, i.CheckedRows, i.Faults, i.Problems = ImportChecking, 0, 0, map[string]int64{}
	i.ValidRows, i.InvalidRows, i.DuplicateRows, i.MemberRows, i.InvitedRows = 0, 0, 0, 0, 0
}

// Started tells whether anybody may have been invited.
func (i Import) Started() bool { return i.StartedAt != nil }

// Working tells whether the house has something to do for the import.
func (i Import) Working() bool {
	return i.State == ImportChecking || i.State == ImportRunning || i.State == ImportRevoking
}

// MayEdit tells whether mapping, defaults and rows can be changed: before the start, and rows only once they are read.
// Errors: import_not_ready, import_ended.
func (i Import) MayEdit(rows bool) error {
	switch {
	case i.State == ImportReady, !rows && (i.State == ImportMapping || i.State == ImportChecking):
		return nil
	case i.State == ImportMapping, i.State == ImportChecking:
		return i.refuse("import_not_ready", "The rows are still being checked. Try again in a moment.")
	}
	return i.refuse("import_ended", "This import was started or ended already, and cannot be changed any more. Upload a new file.")
}

// MayStart tells whether the import can begin to invite. Errors: import_not_ready, import_ended, nothing_to_invite.
func (i Import) MayStart() error {
	switch {
	case i.State == ImportMapping:
		return i.refuse("import_not_ready", "Say first which column holds the e-mail addresses.")
	case i.State == ImportChecking:
		return i.refuse("import_not_ready", "The rows are still being checked. Start when they are.")
	case i.State != ImportReady:
		return i.refuse("import_ended", "This import has ended. Upload a new file.")
	case i.ValidRows == 0:
		return i.refuse("nothing_to_invite", "No row can be invited as it is. Mend the rows, or set defaults for what they lack.")
	}
	return nil
}

// MayCancel tells whether there is something to end; import_ended where there is not.
func (i Import) MayCancel() error {
	if i.State == ImportMapping || i.State == ImportReady || i.State == ImportChecking || i.State == ImportRunning {
		return nil
	}
	return i.refuse("import_ended", "This import has ended. You can revoke its invitations instead.")
}

// MayRevoke tells whether its invitations can be withdrawn together: after its end, where it invited anybody. Errors:
// import_not_ready, nothing_to_revoke.
func (i Import) MayRevoke() error {
	switch {
	case i.Working() || i.State == ImportReady || i.State == ImportMapping:
		return i.refuse("import_not_ready", "Cancel this import first, or wait for its end.")
	case i.DoneRows == 0 || i.State == ImportRevoked:
		return i.refuse("nothing_to_revoke", "This import has no invitations to revoke.")
	}
	return nil
}

func (i Import) refuse(code, detail string) error {
	return errs.New(errs.Conflict, code, detail).With("state", string(i.State))
}
