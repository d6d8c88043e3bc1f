package apitest_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func TestWithoutAnyPermissionOneReadsOneselfAndNobodyElse(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		nina := w.Holder("Nina Nothing")
		w.API.Want(w.API.Call("GET", w.Path+"/users/"+w.Admin.UserID, nina.Token, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("GET", w.Path+"/users/"+nina.UserID, nina.Token, nil), 200, "")
	})
}

func TestTheBadgeIsForWhoeverMayDecide(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		decider := w.Holder("Dora Decider", domain.ApprovalsRead, domain.ApprovalsDecide)
		reader := w.Holder("Rita Reader", domain.UsersRead)
		w.Pending("Pia Pending", "Member")
		badge := func(p apitest.Person) apitest.Answer {
			return w.API.Want(w.API.Call("GET", w.Path+"/users/summary", p.Token, nil), 200, "")
		}
		if got := badge(decider); got.JSON["pending_approvals"] != 1.0 || apitest.At(got.JSON, "counts", "active") != 0.0 {
			t.Errorf("who may decide and not see people gets %s, want 1 request and no counts", got.Body)
		}
		if got := badge(reader); got.JSON["pending_approvals"] != nil || apitest.At(got.JSON, "counts", "active") == 0.0 {
			t.Errorf("who may see people and not decide gets %s, want counts and no badge", got.Body)
		}
	})
}
