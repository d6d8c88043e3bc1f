package app

import (
	"context"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

const (
	earlyTime = 20 * 24 * time.Hour // in which those come who are there by now
	lateTime  = 5 * 24 * time.Hour  // in which the others were invited, up to the present
)

// builder fills one workspace by its plan.
type builder struct {
	*story
	plan      demoPlace
	ws        id.Workspace
	roles     map[string]id.Role
	locations []id.Location
	step      time.Duration // between one person and the next
	out       SeededWorkspace
}

// furnish makes policy, locations and roles.
func (b *builder) furnish(ctx context.Context) error {
	pass, err := b.as(ctx, b.ws, domain.WorkspaceUpdate)
	if err != nil {
		return err
	}
	own := []string{b.plan.host}
	if _, err := b.Tenancy.UpdateWorkspace(ctx, pass, tenancy.WorkspacePatch{ApprovalPolicy: &b.plan.policy, OwnDomains: &own}, 0); err != nil {
		return err
	}
	for _, l := range b.plan.locations {
		made, err := b.Tenancy.CreateLocation(ctx, pass, tenancy.NewLocation{Name: l[0], Address: l[1], Timezone: l[2]})
		if err != nil {
			return err
		}
		b.locations = append(b.locations, made.ID)
	}
	for _, r := range b.plan.roles {
		made, err := b.Tenancy.CreateRole(ctx, pass, patchOf(r))
		if err != nil {
			return err
		}
		b.roles[r.name] = made.ID
	}
	return b.knowRoles(ctx)
}

// knowRoles learns the roles that every workspace begins with.
func (b *builder) knowRoles(ctx context.Context) error {
	pass, err := b.as(ctx, b.ws, domain.RolesRead)
	if err != nil {
		return err
	}
	return b.DB.Read(ctx, pass, func(tx *storeTx) error {
		roles, err := tx.Roles()
		for _, r := range roles {
			b.roles[r.Name] = r.ID
		}
		return err
	})
}

// earlyDays lets those in who are there by now, after those who are gone, and sends what has come to nothing since.
func (b *builder) earlyDays(ctx context.Context) error {
	p := b.plan
	b.step = earlyTime / time.Duration(p.active+p.suspended+p.lapsed+5*p.gone)
	for range p.gone {
		if err := b.comeAndGo(ctx); err != nil {
			return err
		}
	}
	for n := range p.active {
		role := b.roleFor(n)
		email, err := b.letIn(ctx, n, role)
		if err != nil {
			return err
		}
		if first := n == 0 || role != b.roleFor(n-1); first && role != "Member" {
			b.out.SignIns = append(b.out.SignIns, SeededSignIn{email, role})
		}
	}
	for range p.suspended {
		if err := b.suspend(ctx); err != nil {
			return err
		}
	}
	for range p.lapsed {
		if _, err := b.invite(ctx, b.person(), "Member", false); err != nil {
			return err
		}
	}
	b.clock.set(b.end.Add(-lateTime))
	return nil
}

// lately invites those who are still on their way.
func (b *builder) lately(ctx context.Context) error {
	b.step = lateTime / time.Duration(b.plan.pending+b.plan.invited+b.plan.returned+1)
	for range b.plan.pending {
		if _, _, err := b.accepted(ctx, b.person(), "Member"); err != nil {
			return err
		}
	}
	for n := range b.plan.invited + b.plan.returned {
		who := b.person()
		if n >= b.plan.invited {
			who.email = strings.Split(who.email, "@")[0] + goneDomain
		}
		if _, err := b.invite(ctx, who, "Member", false); err != nil {
			return err
		}
	}
	return nil
}

// roleFor deals the roles out: an Admin, an Approver, then the holders of the workspace's own, then Members.
func (b *builder) roleFor(n int) string {
	if n < 2 {
		return [...]string{"Admin", "Approver"}[n]
	}
	n -= 2
	for _, r := range b.plan.roles {
		if n < r.holders {
			return r.name
		}
		n -= r.holders
	}
	return "Member"
}

type someone struct{ name, email string }

// person names the next one; now and then one whose name is hard to show.
func (b *builder) person() someone {
	n := b.nth
	b.nth++
	name, email := demoPerson(n, b.plan.host)
	if special := specialNames(); n%23 == 11 && n/23 < len(special) {
		name = special[n/23]
	}
	return someone{name, email}
}

func (b *builder) invite(ctx context.Context, who someone, role string, byLink bool) (admission.Invited, error) {
	b.clock.pass(b.step)
	pass, err := b.as(ctx, b.ws, domain.UsersInvite)
	if err != nil {
		return admission.Invited{}, err
	}
	at := []id.Location{b.locations[b.nth%len(b.locations)]}
	if b.nth%9 == 0 {
		at = nil
	} else if b.nth%7 == 0 && len(b.locations) > 1 {
		at = b.locations[:2]
	}
	return b.Admission.Invite(ctx, pass, admission.InviteCommand{
		Email: who.email, Name: who.name, RoleIDs: []id.Role{b.roles[role]}, LocationIDs: at, ByLink: byLink,
	})
}

// accepted invites somebody, who says yes.
func (b *builder) accepted(ctx context.Context, who someone, role string) (admission.Invited, admission.Accepted, error) {
	offered, err := b.invite(ctx, who, role, true)
	if err != nil {
		return offered, admission.Accepted{}, err
	}
	yes, err := b.Admission.Accept(ctx, b.visitor(), nil, admission.AcceptCommand{Token: tokenOf(offered.AcceptURL), Password: SeedPassword})
	return offered, yes, err
}

func tokenOf(link secret.Text) secret.Text {
	_, token, _ := strings.Cut(link.Reveal(), "#token=")
	return secret.Text(token)
}

// letIn brings somebody in through both gates. The second one of the second workspace is the first Approver of the
// first, who has two places then.
func (b *builder) letIn(ctx context.Context, n int, role string) (string, error) {
	if n == 1 && len(b.places) == 2 {
		return b.letInToo(ctx, role)
	}
	who := b.person()
	if n == 1 && len(b.places) == 1 {
		b.both = who
	}
	offered, yes, err := b.accepted(ctx, who, role)
	if err != nil || yes.User.Status == domain.StatusActive {
		return who.email, err
	}
	return who.email, b.approve(ctx, offered)
}

func (b *builder) letInToo(ctx context.Context, role string) (string, error) {
	offered, err := b.invite(ctx, b.both, role, true)
	if err != nil {
		return b.both.email, err
	}
	caller, err := b.signIn(ctx, b.both.email)
	if err != nil {
		return b.both.email, err
	}
	_, err = b.Admission.Accept(ctx, b.visitor(), &caller, admission.AcceptCommand{Token: tokenOf(offered.AcceptURL)})
	return b.both.email, err
}

func (b *builder) decider(ctx context.Context) (authz.Pass, error) {
	return b.as(ctx, b.ws, domain.ApprovalsDecide)
}

func (b *builder) approve(ctx context.Context, offered admission.Invited) error {
	pass, err := b.decider(ctx)
	if err != nil || offered.Member.Approval == nil {
		return err
	}
	_, err = b.Admission.Approve(ctx, pass, offered.Member.Approval.ID, admission.ApproveCommand{})
	return err
}

func (b *builder) suspend(ctx context.Context) error {
	offered, yes, err := b.accepted(ctx, b.person(), "Member")
	if err != nil {
		return err
	}
	if yes.User.Status != domain.StatusActive {
		if err := b.approve(ctx, offered); err != nil {
			return err
		}
	}
	pass, err := b.as(ctx, b.ws, domain.UsersSuspend)
	if err != nil {
		return err
	}
	_, err = b.Tenancy.Suspend(ctx, pass, offered.Member.ID, 0)
	return err
}
