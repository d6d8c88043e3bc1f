package admission

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/sheet"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// judge says what is wrong with rows, by what there is in the workspace and what somebody holds at that moment. The same
// judge looks at a row before the start and when its turn comes.
type judge struct {
	of        domain.Import
	holding   domain.Holding
	roles     map[string]domain.Role     // by folded name
	locations map[string]domain.Location // by folded name; those that the rows at hand name
	usual     offer                      // the defaults that are still there
}

// newJudge reads what it needs to judge these rows.
func newJudge(tx *store.Tx, i domain.Import, h domain.Holding, rows []domain.ImportRow) (*judge, error) {
	j := &judge{of: i, holding: h, roles: map[string]domain.Role{}, locations: map[string]domain.Location{}}
	roles, err := tx.Roles()
	if err != nil {
		return nil, err
	}
	for _, r := range roles {
		j.roles[r.NameKey] = r
		if slices.Contains(i.RoleIDs, r.ID) {
			j.usual.roles = append(j.usual.roles, r)
		}
	}
	var named []string
	for _, r := range rows {
		for _, name := range sheet.SplitNames(r.Field(domain.FieldLocation, i.Mapping)) {
			named = append(named, domain.Fold(name))
		}
	}
	locations, err := tx.LocationsNamed(unique(named))
	if err != nil {
		return nil, err
	}
	for _, l := range locations {
		j.locations[l.NameKey] = l
	}
	usual, err := tx.LocationsByID(i.LocationIDs)
	for _, l := range usual {
		if l.ArchivedAt == nil {
			j.usual.locations = append(j.usual.locations, l.ID)
		}
	}
	return j, err
}

// read makes an offer of a row. What is wrong with it is in the row's problems then, and its verdict is invalid.
func (j *judge) read(r *domain.ImportRow) offer {
	r.Problems, r.Verdict, r.Email = []domain.RowProblem{}, domain.RowValid, ""
	if r.Broken != "" {
		j.find(r, domain.FieldRow, "malformed", "This row cannot be read. "+r.Broken)
		return offer{}
	}
	if len(r.Cells) > len(j.of.Columns) && strings.TrimSpace(strings.Join(r.Cells[len(j.of.Columns):], "")) != "" {
		j.find(r, domain.FieldRow, "malformed", fmt.Sprintf("This row has %d cells, and the file %d columns. Is a cell with the separator in it not in quotes?", len(r.Cells), len(j.of.Columns)))
		return offer{}
	}
	o := offer{locale: j.of.Locale, token: secret.NewToken()}
	email, bad := domain.ParseEmail("", j.text(r, domain.FieldEmail))
	if j.text(r, domain.FieldEmail) == "" {
		bad = &errs.Field{Code: "required", Detail: "There is no address."}
	}
	j.note(r, domain.FieldEmail, bad)
	o.email, r.Email = email, email
	name := j.text(r, domain.FieldName)
	if name == "" {
		name, _, _ = strings.Cut(string(email), "@")
	}
	if name != "" {
		o.name, bad = domain.ParseName("", name)
		j.note(r, domain.FieldName, bad)
	}
	message := j.text(r, domain.FieldMessage)
	if message == "" {
		message = j.of.Message
	}
	o.message, bad = domain.ParseMessage("", message, domain.MaxMessage)
	j.note(r, domain.FieldMessage, bad)
	o.roles, o.locations = j.rolesOf(r), j.locationsOf(r)
	if r.Verdict == domain.RowValid {
		j.mayGrant(r, o)
	}
	return o
}

func (j *judge) text(r *domain.ImportRow, f domain.ImportField) string {
	return strings.TrimSpace(r.Field(f, j.of.Mapping))
}

func (j *judge) find(r *domain.ImportRow, column domain.ImportField, code, detail string) {
	r.Problems = append(r.Problems, domain.RowProblem{Column: column, Code: code, Detail: detail})
	r.Verdict = domain.RowInvalid
}

func (j *judge) note(r *domain.ImportRow, column domain.ImportField, bad *errs.Field) {
	if bad != nil {
		j.find(r, column, bad.Code, bad.Detail)
	}
}

func (j *judge) rolesOf(r *domain.ImportRow) []domain.Role {
	names := sheet.SplitNames(r.Field(domain.FieldRole, j.of.Mapping))
	if len(names) == 0 {
		if len(j.usual.roles) == 0 {
			j.find(r, domain.FieldRole, "required", "There is no role. Write one, or choose one for all rows without.")
		}
		return j.usual.roles
	}
	var out []domain.Role
	for _, name := range names {
		role, known := j.roles[domain.Fold(name)]
		if !known {
			j.find(r, domain.FieldRole, "role_unknown", "There is no role called “"+brief(name)+"”.")
			continue
		}
		if !slices.ContainsFunc(out, func(x domain.Role) bool { return x.ID == role.ID }) {
			out = append(out, role)
		}
	}
	return out
}

func (j *judge) locationsOf(r *domain.ImportRow) []id.Location {
	names := sheet.SplitNames(r.Field(domain.FieldLocation, j.of.Mapping))
	if len(names) == 0 {
		return unique(j.usual.locations)
	}
	out := []id.Location{}
	for _, name := range names {
		switch l, known := j.locations[domain.Fold(name)]; {
		case !known:
			j.find(r, domain.FieldLocation, "location_unknown", "There is no location called “"+brief(name)+"”.")
		case l.ArchivedAt != nil:
			j.find(r, domain.FieldLocation, "location_archived", "The location “"+brief(name)+"” is archived.")
		case !slices.Contains(out, l.ID):
			out = append(out, l.ID)
		}
	}
	return out
}

// mayGrant finds roles above the rights of whoever invites.
func (j *judge) mayGrant(r *domain.ImportRow, o offer) {
	err := domain.MayGrant(j.holding, o.roles, o.locations)
	if err == nil {
		return
	}
	code, detail := "role_above_own", err.Error()
	if e := errs.Of(err); e != nil {
		code, detail = e.Code, e.Detail
	}
	j.find(r, domain.FieldRole, code, detail)
}

const briefly = 60

// brief keeps what a file says short in a sentence.
func brief(text string) string {
	if runes := []rune(text); len(runes) > briefly {
		return string(runes[:briefly]) + "…"
	}
	return text
}

// taken says of a row whose address has a place here already what that is.
func taken(r *domain.ImportRow, s domain.UserStatus) {
	if s == domain.StatusInvited {
		r.Verdict = domain.RowInvited
		r.Problems = append(r.Problems, domain.RowProblem{Column: domain.FieldEmail, Code: string(domain.RowInvited), Detail: "This person has been invited already."})
		return
	}
	r.Verdict = domain.RowMember
	r.Problems = append(r.Problems, domain.RowProblem{Column: domain.FieldEmail, Code: string(domain.RowMember), Detail: "Someone with this e-mail address is in the workspace already."})
}

// repeats says of a row that an earlier one has its address.
func repeats(r *domain.ImportRow, first int64) {
	r.Verdict = domain.RowDuplicate
	r.Problems = append(r.Problems, domain.RowProblem{
		Column: domain.FieldEmail, Code: string(domain.RowDuplicate), Detail: fmt.Sprintf("Row %d has the same address.", first),
	})
}

// compare holds rows that are valid so far against the earlier rows of the file and the people of the workspace.
func compare(tx *store.Tx, one id.Import, rows []domain.ImportRow) error {
	emails := []domain.Email{}
	for _, r := range rows {
		if r.Email != "" {
			emails = append(emails, r.Email)
		}
	}
	if len(emails) == 0 {
		return nil
	}
	first, err := tx.FirstImportRows(one, unique(emails), rows[0].Number)
	if err != nil {
		return err
	}
	people, err := tx.StatusesByEmail(unique(emails))
	if err != nil {
		return err
	}
	for at := range rows {
		r := &rows[at]
		if r.Email == "" {
			continue
		}
		earlier, seen := first[r.Email]
		if !seen {
			first[r.Email] = r.Number
		}
		if r.Verdict != domain.RowValid {
			continue
		}
		if seen {
			repeats(r, earlier)
		} else if status, here := people[r.Email]; here {
			taken(r, status)
		}
	}
	return nil
}
