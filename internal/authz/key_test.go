package authz_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const keyHash = "hash of the secret"

var program = authz.Principal{KeyHash: keyHash}

// keyed is the standing of a key of Ann's with some permissions.
func keyed(permissions ...domain.Permission) authz.Standing {
	s := standing()
	s.Session, s.Account = domain.Session{}, domain.Account{}
	s.Key = &domain.APIKey{ID: id.New[id.APIKey](), Name: "App", TokenHash: keyHash, Permissions: domain.NewPermissions(permissions...), CreatedBy: s.User.ID}
	return s
}

func enters(s authz.Standing, ws id.Workspace, need domain.Permission) (authz.Pass, string) {
	p, err := authz.NewGate(answer{standing: s, found: true}, clock.System{}).Enter(context.Background(), program, origin, ws, need)
	if err == nil {
		return p, ""
	}
	return p, errs.Of(err).Code
}

// A key holds what both its maker and itself have, and is named as what it is.
func TestAKeyHoldsWhatBothAllow(t *testing.T) {
	s := keyed(domain.UsersRead, domain.UsersRemove)
	pass, code := enters(s, s.Workspace.ID, domain.UsersRead)
	if code != "" || pass.Actor() != (domain.Actor{Kind: "api_key", ID: string(s.Key.ID), Label: "App", Owner: s.User.ID}) || pass.User().ID != s.User.ID {
		t.Fatalf("%q, %+v", code, pass.Actor())
	}
	if held := pass.Holding(); held.Admin || len(held.Permissions) != 1 || !held.Permissions.Has(domain.UsersRead) {
		t.Errorf("holds %+v", held)
	}
	if _, code := enters(s, s.Workspace.ID, domain.UsersRemove); code != "permission_denied" {
		t.Errorf("what its maker lacks: %q", code)
	}
	if _, code := enters(s, s.Workspace.ID, domain.RolesRead); code != "permission_denied" {
		t.Errorf("what its maker holds, and it does not: %q", code)
	}
	if _, code := enters(s, "another", domain.UsersRead); code != "not_found" {
		t.Errorf("in another workspace: %q", code)
	}
}

// A key of an Admin is none, and has what it was given, also of the workspace's own permissions.
func TestAKeyOfAnAdminIsNoAdmin(t *testing.T) {
	s := keyed(domain.UsersRead, "fleet:dispatch")
	s.Roles = domain.FirstRoles(s.Workspace.ID, time.Time{})[:1]
	pass, _ := enters(s, s.Workspace.ID, domain.UsersRead)
	if held := pass.Holding(); held.Admin || len(held.Permissions) != 2 || held.Everywhere(domain.WorkspaceDelete) || !held.Everywhere("fleet:dispatch") {
		t.Errorf("holds %+v", held)
	}
}

func TestAKeyEndsWithWhatItStandsOn(t *testing.T) {
	now, past := clock.System{}.Now(), clock.System{}.Now().Add(-time.Minute)
	later, old := now.Add(time.Hour), "another hash"
	parent := domain.APIKey{ID: "parent", Permissions: domain.NewPermissions(domain.UsersRead)}
	for name, c := range map[string]struct {
		change func(s *authz.Standing)
		code   string
	}{
		"in time":                     {func(s *authz.Standing) { s.Key.ExpiresAt = &later }, ""},
		"expired":                     {func(s *authz.Standing) { s.Key.ExpiresAt = &past }, "unauthenticated"},
		"its maker is suspended":      {func(s *authz.Standing) { s.User.Status = domain.StatusSuspended }, "unauthenticated"},
		"its maker waits":             {func(s *authz.Standing) { s.User.Status = domain.StatusPending }, "unauthenticated"},
		"its maker lost the role":     {func(s *authz.Standing) { s.Roles = nil }, "permission_denied"},
		"the secret before, in time":  {func(s *authz.Standing) { overlap(s.Key, keyHash, later) }, ""},
		"the secret before, too late": {func(s *authz.Standing) { overlap(s.Key, keyHash, past) }, "unauthenticated"},
		"another secret":              {func(s *authz.Standing) { overlap(s.Key, old, later) }, "unauthenticated"},
		"made by a key":               {func(s *authz.Standing) { s.Key.MadeBy, s.KeyMadeBy = &parent.ID, &parent }, ""},
		"made by a key that is gone":  {func(s *authz.Standing) { s.Key.MadeBy = &parent.ID }, "unauthenticated"},
		"made by a key that expired":  {func(s *authz.Standing) { s.Key.MadeBy, s.KeyMadeBy = &parent.ID, &domain.APIKey{ExpiresAt: &past} }, "unauthenticated"},
		"made by a key that has less": {func(s *authz.Standing) { s.Key.MadeBy, s.KeyMadeBy = &parent.ID, &domain.APIKey{} }, "permission_denied"},
		"nothing is known of it":      {func(s *authz.Standing) { s.Key = nil }, "unauthenticated"},
	} {
		s := keyed(domain.UsersRead)
		c.change(&s)
		pass, code := enters(s, s.Workspace.ID, domain.UsersRead)
		if code != c.code || (code == "") != (pass.Valid() && code == "") {
			t.Errorf("%s: %q, want %q", name, code, c.code)
		}
		if c.code == "unauthenticated" {
			if err := authz.NewGate(answer{standing: s, found: true}, clock.System{}).Nowhere(context.Background(), program, origin); errs.Of(err).Code != c.code {
				t.Errorf("%s, in no workspace: %v", name, err)
			}
		}
	}
}

func overlap(k *domain.APIKey, previous string, until time.Time) {
	k.TokenHash, k.PreviousHash, k.PreviousUntil = "newest", &previous, &until
}

// A key is nobody's account, and where nothing is known it opens nothing.
func TestAKeyIsNoPerson(t *testing.T) {
	s, ctx := keyed(domain.UsersRead), context.Background()
	g := authz.NewGate(answer{standing: s, found: true}, clock.System{})
	if c, err := g.Identify(ctx, program, origin); errs.Of(err).Code != "person_required" || c.Valid() {
		t.Errorf("identify: %v", err)
	}
	if err := g.Nowhere(ctx, program, origin); errs.Of(err).Code != "not_found" {
		t.Errorf("nowhere: %v", err)
	}
	unknown := authz.NewGate(answer{}, clock.System{})
	if c, err := unknown.Identify(ctx, program, origin); errs.Of(err).Code != "unauthenticated" || c.Valid() {
		t.Errorf("identify an unknown one: %v", err)
	}
	if p, err := unknown.Enter(ctx, program, origin, s.Workspace.ID, ""); errs.Of(err).Code != "unauthenticated" || p.Valid() {
		t.Errorf("enter with an unknown one: %v", err)
	}
	broken := errors.New("connection refused")
	if p, err := authz.NewGate(answer{err: broken, found: true, standing: s}, clock.System{}).Enter(ctx, program, origin, s.Workspace.ID, ""); !errors.Is(err, broken) || p.Valid() {
		t.Errorf("enter without a database: %v", err)
	}
	pass, _ := enters(s, s.Workspace.ID, "")
	if !pass.FreshAt(clock.System{}.Now().Add(time.Hour)) {
		t.Error("its secret came with this very request")
	}
}

// Work that a key asked for goes by what the key is and holds at that moment.
func TestOnBehalfOfAKey(t *testing.T) {
	past := clock.System{}.Now().Add(-time.Minute)
	for name, c := range map[string]struct {
		change func(s *authz.Standing)
		found  bool
		code   string
	}{
		"as it was":          {func(*authz.Standing) {}, true, ""},
		"rotated meanwhile":  {func(s *authz.Standing) { s.Key.TokenHash = "another" }, true, ""},
		"with less":          {func(s *authz.Standing) { s.Key.Permissions = nil }, true, "permission_denied"},
		"its maker has less": {func(s *authz.Standing) { s.Roles = nil }, true, "permission_denied"},
		"expired":            {func(s *authz.Standing) { s.Key.ExpiresAt = &past }, true, "not_found"},
		"its maker is gone":  {func(s *authz.Standing) { s.User.Status = domain.StatusSuspended }, true, "not_found"},
		"deleted":            {func(*authz.Standing) {}, false, "not_found"},
	} {
		s := keyed(domain.UsersRead)
		key := s.Key.ID
		c.change(&s)
		p, err := authz.NewGate(answer{standing: s, found: c.found}, clock.System{}).OnBehalf(context.Background(), s.User.ID, &key, origin, s.Workspace.ID, domain.UsersRead)
		if e := errs.Of(err); c.code == "" && (err != nil || p.Actor().Kind != "api_key") || c.code != "" && (e == nil || e.Code != c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
