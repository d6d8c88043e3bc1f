package tenancy

import (
	"context"
	"reflect"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Places lists every place of the caller, whatever its status.
func (s *Service) Places(ctx context.Context, c authz.Caller) ([]store.Place, error) {
	var places []store.Place
	err := s.db.Read(ctx, c, func(tx *store.Tx) (err error) {
		places, err = tx.PlacesOf(c.Account().ID)
		return err
	})
	for _, p := range places {
		for i, r := range p.Roles {
			if r.BuiltIn {
				p.Roles[i].Permissions = r.Permissions.Union(p.Own)
			}
		}
	}
	return places, err
}

// Workspace reads the workspace of the pass.
func (s *Service) Workspace(ctx context.Context, pass authz.Pass) (domain.Workspace, error) {
	var w domain.Workspace
	err := s.db.Read(ctx, pass, func(tx *store.Tx) (err error) {
		w, err = tx.Place()
		return missing(err, "workspace")
	})
	return w, err
}

// WorkspacePatch holds the settings to change; nil leaves one as it is.
type WorkspacePatch struct {
	Name               *string
	Slug               *string
	ApprovalPolicy     *domain.ApprovalPolicy
	FourEyes           *bool
	OwnDomains         *[]string
	InvitationTTLHours *int
	ApprovalTTLHours   *int
	AccessRequests     *domain.AccessRequests
}

// UpdateWorkspace changes the settings. Version is the one that the caller saw, or 0 for any. Errors:
// validation_failed; slug_taken; precondition_failed where the version has moved on; conflict (four_eyes_needs_two)
// where four_eyes is switched on with a single active approver. Nobody is approved or blocked by it.
func (s *Service) UpdateWorkspace(ctx context.Context, pass authz.Pass, p WorkspacePatch, version int64) (domain.Workspace, error) {
	var w domain.Workspace
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		old, _, err := lockPlace(tx, pass)
		if err != nil {
			return err
		}
		if version != 0 && version != old.Version {
			return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed the workspace since you read it. Read it again.")
		}
		w, err = p.apply(old)
		if err != nil {
			return err
		}
		if err := slugFree(tx, old.Slug, w.Slug); err != nil {
			return err
		}
		if w.FourEyes && !old.FourEyes {
			if err := enoughEyes(tx); err != nil {
				return err
			}
		}
		changes := settingsChanged(old, w)
		if len(changes) == 0 {
			return nil
		}
		done, err := tx.UpdatePlace(w, old.Version)
		if err != nil {
			return err
		}
		if !done {
			return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed the workspace just now. Read it again.")
		}
		w.Version++
		w.UpdatedAt = tx.Now()
		return tx.Record(domain.WorkspaceUpdated{Workspace: w, Fields: changes})
	})
	return w, err
}

// slugFree refuses a slug that another workspace has, whichever it is.
func slugFree(tx *store.Tx, old, wish string) error {
	if wish == old {
		return nil
	}
	taken, err := tx.SlugTaken(wish)
	if err == nil && taken {
		return errs.New(errs.Conflict, "slug_taken", "This name for addresses cannot be had. Choose another.")
	}
	return err
}

func enoughEyes(tx *store.Tx) error {
	approvers, err := Approvers(tx, 2)
	if err != nil {
		return err
	}
	if len(approvers) < 2 {
		return errs.New(errs.Conflict, "four_eyes_needs_two", "Four eyes need two active people who may approve. Give somebody else that right first.")
	}
	return nil
}

// apply gives the workspace with the patch on it, or one error of all wrong fields.
func (p WorkspacePatch) apply(w domain.Workspace) (domain.Workspace, error) {
	var bad []errs.Field
	if p.Name != nil {
		name, f := domain.ParseName("/name", *p.Name)
		if f != nil {
			bad = append(bad, *f)
		}
		w.Name = name
	}
	if p.Slug != nil && *p.Slug != w.Slug {
		slug, f := domain.ParseSlug("/slug", *p.Slug)
		if f != nil {
			bad = append(bad, *f)
		}
		w.Slug = slug
	}
	if p.ApprovalPolicy != nil {
		w.ApprovalPolicy = *p.ApprovalPolicy
	}
	if p.FourEyes != nil {
		w.FourEyes = *p.FourEyes
	}
	if p.OwnDomains != nil {
		hosts, fields := parseDomains(*p.OwnDomains)
		bad = append(bad, fields...)
		w.OwnDomains = hosts
	}
	if p.AccessRequests != nil {
		w.AccessRequests = *p.AccessRequests
	}
	bad = append(bad, hours("/invitation_ttl_hours", p.InvitationTTLHours, domain.MinInvitationTTL, domain.MaxInvitationTTL, &w.InvitationTTLHours)...)
	bad = append(bad, hours("/approval_ttl_hours", p.ApprovalTTLHours, domain.MinApprovalTTL, domain.MaxApprovalTTL, &w.ApprovalTTLHours)...)
	return w, errs.Validation(bad...)
}

func hours(pointer string, given *int, least, most int, out *int) []errs.Field {
	if given == nil {
		return nil
	}
	if *given < least || *given > most {
		return []errs.Field{{Pointer: pointer, Code: "out_of_range", Detail: "Use " + itoa(least) + " to " + itoa(most) + " hours."}}
	}
	*out = *given
	return nil
}

// parseDomains reads a list of mail domains by the grammar of addresses.
func parseDomains(list []string) ([]string, []errs.Field) {
	out, bad := []string{}, []errs.Field{}
	if len(list) > domain.MaxOwnDomains {
		return out, []errs.Field{{Pointer: "/own_domains", Code: "too_long", Detail: "Use at most 50 domains."}}
	}
	for i, text := range list {
		e, f := domain.ParseEmail("/own_domains/"+itoa(i), "x@"+text)
		if f != nil {
			f.Code, f.Detail = "domain_invalid", "Enter a mail domain such as example.com."
			bad = append(bad, *f)
			continue
		}
		if !slices.Contains(out, e.Domain()) {
			out = append(out, e.Domain())
		}
	}
	return out, bad
}

func settingsChanged(a, b domain.Workspace) map[string]domain.Change {
	out := map[string]domain.Change{}
	for name, pair := range map[string][2]any{
		"name": {a.Name, b.Name}, "slug": {a.Slug, b.Slug}, "approval_policy": {a.ApprovalPolicy, b.ApprovalPolicy},
		"four_eyes": {a.FourEyes, b.FourEyes}, "own_domains": {a.OwnDomains, b.OwnDomains},
		"invitation_ttl_hours": {a.InvitationTTLHours, b.InvitationTTLHours},
		"approval_ttl_hours":   {a.ApprovalTTLHours, b.ApprovalTTLHours},
		"access_requests":      {a.AccessRequests, b.AccessRequests},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			out[name] = domain.Change{From: pair[0], To: pair[1]}
		}
	}
	return out
}

// Founding is what a new workspace begins with.
type Founding struct {
	Workspace domain.Workspace
	Founder   domain.User
	Admin     domain.Role
}

// Create founds a workspace with its first roles, and makes the account its first active Admin. The
// transaction is confined to it from here on.
func Create(tx *store.Tx, name string, founder domain.Account) (Founding, error) {
	var f Founding
	slug, err := freeSlug(tx, domain.SlugOf(name))
	if err != nil {
		return f, err
	}
	f.Workspace = domain.NewWorkspace(name, slug, tx.Now())
	if err := tx.Found(f.Workspace); err != nil {
		return f, err
	}
	roles := domain.FirstRoles(f.Workspace.ID, tx.Now())
	if err := tx.AddRoles(roles); err != nil {
		return f, err
	}
	f.Admin = roles[0]
	if err := tx.Record(domain.WorkspaceCreated{Workspace: f.Workspace, Name: name}); err != nil {
		return f, err
	}
	only := []domain.Role{f.Admin}
	if f.Founder, err = Join(tx, Newcomer{Account: founder, Name: founder.Name, Roles: RoleIDs(only)}); err != nil {
		return f, err
	}
	f.Founder, err = Activate(tx, f.Founder, RoleIDs(only))
	return f, err
}

// CreateWorkspace founds a further workspace, whose first Admin is the caller. Errors: validation_failed;
// workspace_creation_closed where the installation lets nobody.
func (s *Service) CreateWorkspace(ctx context.Context, c authz.Caller, nameText string) (domain.Workspace, error) {
	if s.closed {
		return domain.Workspace{}, errs.New(errs.Denied, "workspace_creation_closed", "This installation makes no further workspaces. Ask whoever runs it.")
	}
	name, bad := domain.ParseName("/name", nameText)
	if bad != nil {
		return domain.Workspace{}, errs.Validation(*bad)
	}
	var f Founding
	err := s.db.Write(ctx, c, func(tx *store.Tx) error {
		account, err := tx.Account(c.Account().ID)
		if err != nil {
			return missing(err, "account")
		}
		f, err = Create(tx, name, account)
		return err
	})
	return f.Workspace, err
}

// freeSlug finds a slug that no other workspace has: the wish itself, or with a number.
func freeSlug(tx *store.Tx, wish string) (string, error) {
	for n := 1; ; n++ {
		slug := wish
		if n > 1 {
			slug = wish + "-" + itoa(n)
		}
		if domain.IsReservedSlug(slug) {
			continue
		}
		taken, err := tx.SlugTaken(slug)
		if err != nil || !taken {
			return slug, err
		}
	}
}
