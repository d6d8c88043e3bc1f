package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// SeedPassword is everybody's in the demo world.
const SeedPassword = "demo-lantern-42-orchid"

// Seeded is what was made: who signs in where, all of them with SeedPassword.
type Seeded struct {
	Workspaces []SeededWorkspace
	Users      int
}

// SeededWorkspace is one workspace of the demo world.
type SeededWorkspace struct {
	Name    string
	Users   int
	SignIns []SeededSignIn
}

// SeededSignIn is somebody worth being.
type SeededSignIn struct {
	Email, As string
}

// ErrSeedRefused says that a demo world is not made there, and why.
var ErrSeedRefused = errors.New("no demo world is made here")

// Seed makes a demo world by the use cases that people use, in the time before now: workspaces with people in every
// state. It refuses, with ErrSeedRefused, in production, where a mail server is set, and where there is an account.
func Seed(ctx context.Context, c config.Config, now time.Time, log *slog.Logger) (out Seeded, err error) {
	switch {
	case c.InProduction():
		return out, fmt.Errorf("%w: this is production", ErrSeedRefused)
	case !c.LocalMail():
		return out, fmt.Errorf("%w: a mail server is set (GATEHOUSE_SMTP_URL), and its people are not real", ErrSeedRefused)
	}
	clock := &storyClock{at: now.Add(-storyLength)}
	a, err := New(ctx, c, clock, log)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, a.Close(context.WithoutCancel(ctx))) }()
	s := &story{App: a, clock: clock, end: now, origin: authz.Origin{RequestID: "seed", IP: "192.0.2.1", UserAgent: "gatehouse seed"}}
	if err := s.begin(ctx); err != nil {
		return out, err
	}
	for _, p := range demoPlaces() {
		made, err := s.found(ctx, p)
		if err != nil {
			return out, fmt.Errorf("%s: %w", p.name, err)
		}
		out.Workspaces = append(out.Workspaces, made)
		out.Users += made.Users
	}
	return out, s.deliver(ctx)
}

// story is a demo world in the making. Its clock goes from storyLength ago to the present, again for each workspace.
type story struct {
	*App
	clock   *storyClock
	end     time.Time
	origin  authz.Origin
	founder founder
	places  []id.Workspace
	nth     int     // how many people were named
	both    someone // who has a place in the first two workspaces
}

// founder is the Admin of every workspace, in the session of the story's day.
type founder struct {
	authz.Principal
	refresh secret.Text
	since   time.Time
}

const founderName, founderEmail = "Ada Admin", "ada@demo.example"

// begin makes the first account with the first workspace.
func (s *story) begin(ctx context.Context) error {
	token := secret.NewToken()
	open, err := s.Admission.PrepareSetup(ctx, authz.NewJob("seed"), token)
	if err != nil {
		return err
	}
	if !open {
		return fmt.Errorf("%w: the database holds an account already. Move it away, or name another one in GATEHOUSE_DATABASE_URL", ErrSeedRefused)
	}
	done, err := s.Admission.Setup(ctx, s.visitor(), admission.SetupCommand{
		Token: token, Name: founderName, Email: founderEmail, Password: SeedPassword, WorkspaceName: demoPlaces()[0].name,
	})
	if err != nil {
		return err
	}
	s.places = append(s.places, done.Workspace.ID)
	s.founder.refresh, s.founder.since = done.Tokens.Refresh, s.clock.Now()
	s.founder.Principal, err = s.Identity.Authenticate(ctx, done.Tokens.Access)
	return err
}

func (s *story) visitor() authz.Visitor { return s.Gate.Visit(s.origin) }

// signIn gives who somebody is from now on.
func (s *story) signIn(ctx context.Context, email string) (authz.Principal, error) {
	in, err := s.Admission.SignIn(ctx, s.visitor(), email, SeedPassword)
	if err != nil {
		return authz.Principal{}, fmt.Errorf("sign in %s: %w", email, err)
	}
	return s.Identity.Authenticate(ctx, in.Tokens.Access)
}

// workday is how long the founder stays signed in: less than an administrator may be idle.
const workday = 8 * time.Hour

// begun begins a new session for the founder where the story has gone on, or back, since the last one, which ends.
func (s *story) begun(ctx context.Context) error {
	now := s.clock.Now()
	if since := now.Sub(s.founder.since); since >= 0 && since < workday {
		return nil
	}
	if err := s.Admission.SignOut(ctx, s.visitor(), s.founder.refresh); err != nil {
		return err
	}
	in, err := s.Admission.SignIn(ctx, s.visitor(), founderEmail, SeedPassword)
	if err != nil {
		return err
	}
	s.founder.refresh, s.founder.since = in.Tokens.Refresh, now
	s.founder.Principal, err = s.Identity.Authenticate(ctx, in.Tokens.Access)
	return err
}

// as opens the gate of a workspace for the founder.
func (s *story) as(ctx context.Context, ws id.Workspace, need domain.Permission) (authz.Pass, error) {
	if err := s.begun(ctx); err != nil {
		return authz.Pass{}, err
	}
	return s.Gate.Enter(ctx, s.founder.Principal, s.origin, ws, need)
}

// place gives the workspace of a plan: the first was made with the first account.
func (s *story) place(ctx context.Context, p demoPlace) (id.Workspace, error) {
	if len(s.places) == 1 && p.name == demoPlaces()[0].name {
		return s.places[0], nil
	}
	if err := s.begun(ctx); err != nil {
		return "", err
	}
	caller, err := s.Gate.Identify(ctx, s.founder.Principal, s.origin)
	if err != nil {
		return "", err
	}
	made, err := s.Tenancy.CreateWorkspace(ctx, caller, p.name)
	s.places = append(s.places, made.ID)
	return made.ID, err
}

// found makes a workspace of a plan with everything in it.
func (s *story) found(ctx context.Context, p demoPlace) (SeededWorkspace, error) {
	s.clock.set(s.end.Add(-storyLength))
	ws, err := s.place(ctx, p)
	if err != nil {
		return SeededWorkspace{}, err
	}
	b := &builder{story: s, plan: p, ws: ws, roles: map[string]id.Role{}, out: SeededWorkspace{Name: p.name}}
	b.out.SignIns = append(b.out.SignIns, SeededSignIn{founderEmail, "Admin"})
	for _, step := range []func(context.Context) error{
		b.furnish, b.earlyDays, b.expireAll, b.lately, b.expireAll, b.count,
	} {
		if err := step(ctx); err != nil {
			return b.out, err
		}
	}
	return b.out, nil
}

// expireAll ends what has come to its end by the story's time.
func (s *story) expireAll(ctx context.Context) error {
	return errors.Join(
		s.Admission.ExpireInvitations(ctx, authz.NewJob("invitations.expire")),
		s.Admission.ExpireApprovals(ctx, authz.NewJob("approvals.expire")),
	)
}

// count says how many people there are in the end.
func (b *builder) count(ctx context.Context) error {
	pass, err := b.as(ctx, b.ws, domain.UsersRead)
	if err != nil {
		return err
	}
	sum, err := b.Tenancy.Summary(ctx, pass)
	for _, n := range sum.Counts {
		b.out.Users += int(n)
	}
	return err
}

// patchOf names a role to be made.
func patchOf(r demoRole) tenancy.RolePatch {
	return tenancy.RolePatch{Name: &r.name, Description: &r.description, Scope: &r.scope, Permissions: &r.permissions}
}
