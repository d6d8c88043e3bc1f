package domain_test

import (
	"maps"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Who is counted under a status is found under it again, alone and among others.
func TestHeadcountByStatus(t *testing.T) {
	var people domain.Headcount
	for s, n := range map[domain.UserStatus]int64{domain.StatusActive: 1, domain.StatusInvited: 20, domain.StatusPending: 300} {
		people.Add(s, n)
	}
	for name, c := range map[string]struct {
		statuses []domain.UserStatus
		want     int64
	}{
		"everybody":       {nil, 321},
		"one":             {[]domain.UserStatus{domain.StatusPending}, 300},
		"two":             {[]domain.UserStatus{domain.StatusActive, domain.StatusInvited}, 21},
		"one, said twice": {[]domain.UserStatus{domain.StatusInvited, domain.StatusInvited}, 20},
		"nobody's":        {[]domain.UserStatus{domain.StatusSuspended}, 0},
	} {
		if got := people.Of(c.statuses); got != c.want {
			t.Errorf("%s: counted %d, want %d", name, got, c.want)
		}
	}
	want := map[domain.UserStatus]int64{domain.StatusActive: 1, domain.StatusInvited: 20, domain.StatusPending: 300}
	if got := people.ByStatus(); !maps.Equal(got, want) {
		t.Errorf("by status: %v, want %v", got, want)
	}
}
