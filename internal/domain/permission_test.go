package domain_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Gatehouse's own permissions are these, each with a sentence.
func TestTheCatalogIsWhole(t *testing.T) {
	want := strings.Fields(`workspace:update workspace:delete users:read users:invite users:update users:suspend users:remove
		roles:read roles:write locations:read locations:write approvals:read approvals:decide api_keys:manage webhooks:manage audit:read`)
	var got []string
	for _, d := range domain.Catalog() {
		got = append(got, string(d.Permission))
		if !strings.HasSuffix(d.Description, ".") || len(d.Description) < 20 {
			t.Errorf("%s is described by %q", d.Permission, d.Description)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func permissions() *rapid.Generator[domain.Permissions] {
	some := append([]domain.Permission{"fleet:dispatch", "a:b", "z:z"}, domain.AllPermissions()...)
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(some), 0, 12), func(list []domain.Permission) domain.Permissions {
		return domain.NewPermissions(list...)
	})
}

// Sets of permissions behave as sets: sorted, each once, and a union gives neither more nor less.
func TestPermissionsAreASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := permissions().Draw(t, "a"), permissions().Draw(t, "b")
		before := slices.Clone(a)
		u := a.Union(b)
		if !slices.IsSorted(u) || len(slices.Compact(slices.Clone(u))) != len(u) {
			t.Fatalf("%v is no sorted set", u)
		}
		if !slices.Equal(u, b.Union(a)) || !slices.Equal(u, u.Union(a)) || !slices.Equal(a, before) {
			t.Fatalf("union of %v and %v", a, b)
		}
		for _, p := range u {
			if !a.Has(p) && !b.Has(p) {
				t.Fatalf("%s came from nowhere", p)
			}
		}
		if p, beyond := u.Beyond(a); beyond {
			t.Fatalf("%s of a part is beyond the whole", p)
		}
		p, beyond := a.Beyond(u)
		contained := len(u) == len(a)
		if beyond == contained || (beyond && (a.Has(p) || !b.Has(p))) {
			t.Fatalf("%v beyond %v: %s, %v", u, a, p, beyond)
		}
	})
}

// Whoever can change other people's access is asked to sign in again after idle hours.
func TestWhoAdministers(t *testing.T) {
	harmless := domain.NewPermissions(domain.UsersRead, domain.RolesRead, domain.LocationsRead, domain.ApprovalsRead, "fleet:dispatch")
	if harmless.Administers() {
		t.Errorf("%v administer nothing", harmless)
	}
	for _, p := range []domain.Permission{
		domain.WorkspaceUpdate, domain.WorkspaceDelete, domain.UsersInvite, domain.UsersUpdate, domain.UsersSuspend,
		domain.UsersRemove, domain.RolesWrite, domain.ApprovalsDecide, domain.APIKeysManage,
	} {
		if !harmless.Union(domain.NewPermissions(p)).Administers() {
			t.Errorf("%s changes other people's access", p)
		}
	}
	if domain.Permissions(nil).Administers() {
		t.Error("nothing administers nothing")
	}
}
