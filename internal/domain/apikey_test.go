package domain_test

import (
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return errs.Of(err).Code
}

// Nobody gives a key what they hold nowhere; what they hold at locations alone they can give, of what belongs to
// locations.
func TestWhatAKeyMayBeGiven(t *testing.T) {
	local := domain.Holding{
		Permissions: domain.NewPermissions(domain.APIKeysManage), Local: domain.NewPermissions(domain.UsersRead, domain.RolesWrite, "fleet:dispatch"),
		Locations: []id.Location{"sydney"},
	}
	for _, c := range []struct {
		giver domain.Holding
		p     domain.Permission
		code  string
	}{
		{local, domain.APIKeysManage, ""},
		{local, domain.UsersRead, ""},
		{local, "fleet:dispatch", ""},
		{local, domain.RolesWrite, "api_key_above_own"},
		{local, domain.UsersRemove, "api_key_above_own"},
		{domain.Holding{Admin: true}, "fleet:dispatch", ""},
		{domain.Holding{}, domain.UsersRead, "api_key_above_own"},
	} {
		if got := codeOf(domain.MayGiveKey(c.giver, domain.NewPermissions(c.p))); got != c.code {
			t.Errorf("%s: %q, want %q", c.p, got, c.code)
		}
	}
	key := local.Within(domain.NewPermissions(domain.UsersRead, domain.UsersRemove))
	if key.Admin || len(key.Permissions) != 0 || len(key.Local) != 1 || !key.Reach(domain.UsersRead).Limited || len(key.Locations) != 1 {
		t.Errorf("the key holds %+v", key)
	}
}

// One's own key is never above oneself. Somebody else's takes everything that it has, across the workspace.
func TestWhoMayHandleAKey(t *testing.T) {
	k := domain.APIKey{Name: "App", Permissions: domain.NewPermissions(domain.UsersRead)}
	for name, c := range map[string]struct {
		actor domain.Holding
		own   bool
		code  string
	}{
		"whoever holds all of it": {domain.Holding{Permissions: domain.NewPermissions(domain.UsersRead)}, false, ""},
		"an Admin":                {domain.Holding{Admin: true}, false, ""},
		"at locations alone":      {domain.Holding{Local: domain.NewPermissions(domain.UsersRead), Locations: []id.Location{"sydney"}}, false, "above_own"},
		"lacking":                 {domain.Holding{}, false, "above_own"},
		"its maker, lacking":      {domain.Holding{}, true, ""},
	} {
		if got := codeOf(domain.MayHandleKey(c.actor, k, c.own)); got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
}

func TestAKeyOfAKeyMakesNone(t *testing.T) {
	parent := id.APIKey("parent")
	k := domain.APIKey{Permissions: domain.NewPermissions(domain.APIKeysManage)}
	if err := k.MayMakeKeys(); err != nil {
		t.Error(err)
	}
	k.MadeBy = &parent
	if got := codeOf(k.MayMakeKeys()); got != "api_key_above_own" {
		t.Errorf("%q", got)
	}
}

func TestWhenAKeyEnds(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, code := range map[string]string{
		"": "time_invalid", "2026-01-01T00:00:00.000001Z": "", "2026-01-01T01:00:00+00:30": "", "2035-12-31T00:00:00Z": "",
		"2026-01-01T00:00:00Z": "out_of_range", "2026-01-01T01:00:00+02:00": "out_of_range", "2036-02-01T00:00:00Z": "out_of_range",
		"0001-01-01T00:00:00Z": "out_of_range", "9999-12-31T23:59:59Z": "out_of_range",
		"0000-01-01T00:00:00Z": "time_invalid", "2026-13-01T00:00:00Z": "time_invalid", "tomorrow": "time_invalid", "2027-01-01": "time_invalid", "2027-01-01T00:00:00": "time_invalid",
	} {
		at, bad := domain.ParseKeyEnd("/expires_at", text, now)
		if got := fieldCode(bad); got != code || (at != nil) != (code == "") {
			t.Errorf("%q: %q %v, want %q", text, got, at, code)
		}
	}
	for hours, code := range map[int]string{0: "", 168: "", 169: "out_of_range", -1: "out_of_range", 1 << 40: "out_of_range"} {
		if _, bad := domain.ParseOverlap("/overlap_hours", &hours); fieldCode(bad) != code {
			t.Errorf("%d hours: %q, want %q", hours, fieldCode(bad), code)
		}
	}
	if usual, bad := domain.ParseOverlap("", nil); usual != 24*time.Hour || bad != nil {
		t.Errorf("unsaid: %v", usual)
	}
}

func fieldCode(f *errs.Field) string {
	if f == nil {
		return ""
	}
	return f.Code
}

func TestUseIsNotedOnceAMinute(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	k := domain.APIKey{}
	if !k.UseIsNews(now) {
		t.Error("the first one is news")
	}
	if k.LastUsedAt = &now; k.UseIsNews(now.Add(time.Minute-1)) || !k.UseIsNews(now.Add(time.Minute)) {
		t.Error("want one a minute")
	}
}

// The short answer is the long one's.
func TestAllowsIsAccessOf(t *testing.T) {
	at := []id.Location{"sydney"}
	everywhere := domain.Role{Scope: domain.ScopeWorkspace, Permissions: domain.NewPermissions(domain.UsersRead)}
	local := domain.Role{Scope: domain.ScopeLocations, Permissions: domain.NewPermissions(domain.UsersUpdate, domain.RolesWrite, "fleet:dispatch")}
	for _, status := range []domain.UserStatus{domain.StatusInvited, domain.StatusPending, domain.StatusActive, domain.StatusSuspended, ""} {
		for _, roles := range [][]domain.Role{nil, {everywhere}, {local}, {everywhere, local}, {{BuiltIn: true, Scope: domain.ScopeWorkspace}}} {
			for _, p := range []domain.Permission{domain.UsersRead, domain.UsersUpdate, domain.RolesWrite, "fleet:dispatch"} {
				for _, where := range []id.Location{"", "sydney", "perth"} {
					long := domain.AccessOf(status, roles, at, p, where).Allowed
					if short := domain.Allows(status, roles, at, p, where); short != long {
						t.Errorf("%s %v %s at %q: %v, and at length %v", status, roles, p, where, short, long)
					}
				}
			}
		}
	}
}
