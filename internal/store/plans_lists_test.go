package store_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// first is a list's first page, and deep one from its middle.
func first(sort string, count bool) page.Request {
	return page.Request{Sort: sort, Limit: 50, Count: count}
}

func deep(w *stocked, sort string) page.Request {
	r := first(sort, false)
	r.After = []string{"mia lopez5000", middle}
	switch strings.TrimPrefix(sort, "-") {
	case "email":
		r.After[0] = "p5000@host1.example"
	case "name":
	default:
		r.After[0] = w.clock.Now().Add(-5000 * time.Minute).Format(time.RFC3339Nano)
	}
	return r
}

const middle = "00001388-0005-7000-8000-000000000000"

// Fragments that few have, that everybody has, and that are too short for an index of three letters.
var fragments = map[string]string{"rare": "p1700", "common": "host", "short": "zo", "literal": `%_\`}

func (w *stocked) userFilters() map[string]store.UserFilter {
	active := []domain.UserStatus{domain.StatusActive}
	f := map[string]store.UserFilter{
		"": {}, " of a status": {Statuses: []domain.UserStatus{domain.StatusSuspended}}, " active": {Statuses: active},
		" of statuses": {Statuses: []domain.UserStatus{domain.StatusInvited, domain.StatusPending}},
		" of a role":   {Role: w.here.admin.ID}, " at a location": {Location: w.here.location.ID},
		" active, of a role, at a location": {Statuses: active, Role: w.here.member.ID, Location: w.here.location.ID},
		" active, with a rare fragment":     {Statuses: active, Q: fragments["rare"]},
	}
	for name, q := range fragments {
		f[" with a "+name+" fragment"] = store.UserFilter{Q: q}
	}
	return f
}

func (w *stocked) listSteps() map[string]step {
	all := map[string]step{}
	for name, f := range w.userFilters() {
		for _, sort := range []string{"name", "-name", "email", "created_at", "-last_active_at"} {
			list := "List users" + name + " by " + sort
			if sort == "-name" || name == "" || name == " of a status" || f.Q != "" && len(f.Statuses) == 0 {
				all[list+", deep"] = func(tx *store.Tx, w *stocked) error { return fault(tx.Users(f, deep(w, sort))) }
			}
			all[list] = func(tx *store.Tx, _ *stocked) error { return fault(tx.Users(f, first(sort, sort == "name"))) }
		}
	}
	w.addInvitationLists(all)
	w.addApprovalLists(all)
	w.addEventLists(all)
	w.addOtherLists(all)
	return all
}

func (w *stocked) addInvitationLists(all map[string]step) {
	filters := map[string]store.InvitationFilter{
		"": {}, " pending": {Statuses: []domain.InvitationStatus{domain.InvitationPending}},
		" ended":                  {Statuses: []domain.InvitationStatus{domain.InvitationExpired, domain.InvitationRevoked}},
		" undeliverable":          {Deliveries: []domain.Delivery{domain.DeliveryUndeliverable}},
		" that end soon":          {Before: w.clock.Now().Add(time.Hour), Statuses: []domain.InvitationStatus{domain.InvitationPending}},
		" with a rare fragment":   {Q: fragments["rare"]},
		" with a common fragment": {Q: fragments["common"]},
		" with a short fragment":  {Q: fragments["short"]},
	}
	for name, f := range filters {
		for _, sort := range []string{"-created_at", "created_at"} {
			all["List invitations"+name+" by "+sort] = func(tx *store.Tx, _ *stocked) error {
				return fault(tx.Invitations(f, first(sort, sort == "-created_at")))
			}
		}
		all["List invitations"+name+" by -created_at, deep"] = func(tx *store.Tx, w *stocked) error {
			return fault(tx.Invitations(f, deep(w, "-created_at")))
		}
	}
}

func (w *stocked) addApprovalLists(all map[string]step) {
	pending := []domain.ApprovalState{domain.ApprovalPending}
	filters := map[string]store.ApprovalFilter{
		"": {}, " pending": {States: pending}, " rejected": {States: []domain.ApprovalState{domain.ApprovalRejected}},
		" asked for": {Sources: []domain.ApprovalSource{domain.SourceAccessRequest}},
		" decidable": {DecidableBy: w.here.user.ID, FourEyes: true},
	}
	for name, f := range filters {
		for _, sort := range []string{"created_at", "-created_at", "-decided_at"} {
			if name == " pending" && sort == "-decided_at" {
				continue // there is none
			}
			list := "List approvals" + name + " by " + sort
			all[list] = func(tx *store.Tx, _ *stocked) error {
				return fault(tx.Approvals(f, first(sort, sort != "-created_at")))
			}
			all[list+", deep"] = func(tx *store.Tx, w *stocked) error { return fault(tx.Approvals(f, deep(w, sort))) }
		}
		all["Count approvals"+name] = func(tx *store.Tx, _ *stocked) error { return fault(tx.CountApprovals(f)) }
	}
}

func (w *stocked) addEventLists(all map[string]step) {
	since, until := w.clock.Now().Add(-8000*time.Minute), w.clock.Now().Add(-7000*time.Minute)
	filters := map[string]store.AuditFilter{
		"": {}, " of a type": {Actions: []string{"kind7.done"}}, " of a family": {Actions: []string{"kind1*"}},
		" by somebody": {Actor: "actor7"}, " on something": {Target: "target7"}, " about somebody": {About: "person7"},
		" between":                       {Since: since, Until: until},
		" of a type, between":            {Actions: []string{"kind7.done"}, Since: since, Until: until},
		" by somebody, of a type":        {Actor: "actor7", Actions: []string{"kind7.done"}},
		" by somebody, on something":     {Actor: "actor7", Target: "target7"},
		" about somebody, by somebody":   {About: "person7", Actor: "actor7"},
		" about somebody, between dates": {About: "person7", Since: since, Until: until},
	}
	for name, f := range filters {
		for _, sort := range []string{"-occurred_at", "occurred_at"} {
			list := "List entries of the log" + name + " by " + sort
			all[list] = func(tx *store.Tx, _ *stocked) error {
				return fault(tx.AuditEvents(f, first(sort, sort == "-occurred_at")))
			}
			all[list+", deep"] = func(tx *store.Tx, w *stocked) error { return fault(tx.AuditEvents(f, deep(w, sort))) }
		}
	}
	all["List the feed from the middle"] = func(tx *store.Tx, _ *stocked) error {
		_, _, err := tx.FeedAfter(store.FeedPlace{Sequence: 8000}, store.FeedPlace{Sequence: math.MaxInt64}, 100,
			func(e domain.EventType) bool { return e == "kind7.done" })
		return err
	}
}

func (w *stocked) addOtherLists(all map[string]step) {
	yes := true
	for _, sort := range []string{"name", "-name", "created_at"} {
		all["List locations by "+sort] = func(tx *store.Tx, _ *stocked) error {
			return fault(tx.LocationPage(store.LocationFilter{}, first(sort, true)))
		}
		all["List locations archived by "+sort] = func(tx *store.Tx, _ *stocked) error {
			return fault(tx.LocationPage(store.LocationFilter{Archived: &yes}, first(sort, true)))
		}
		all["List locations by "+sort+", deep"] = func(tx *store.Tx, w *stocked) error {
			return fault(tx.LocationPage(store.LocationFilter{}, deep(w, sort)))
		}
		all["List API keys by "+sort] = func(tx *store.Tx, _ *stocked) error { return fault(tx.APIKeyPage(first(sort, true))) }
	}
	states := map[string][]domain.DeliveryState{"": nil, " failed": {domain.HookFailed}, " under way": {domain.HookWaiting, domain.HookRetrying}}
	for name, some := range states {
		all["List deliveries"+name] = func(tx *store.Tx, w *stocked) error {
			return fault(tx.DeliveryPage(w.here.hook.ID, some, first("-created_at", true)))
		}
		all["List deliveries"+name+", deep"] = func(tx *store.Tx, w *stocked) error {
			return fault(tx.DeliveryPage(w.here.hook.ID, some, deep(w, "-created_at")))
		}
	}
	rows := map[string]store.ImportRowFilter{"": {}, " invalid": {Verdicts: []domain.RowVerdict{domain.RowInvalid}}, " with a fragment": {Q: "guest"}, " with a problem": {Problem: "email_invalid"}}
	for name, f := range rows {
		all["List import rows"+name] = func(tx *store.Tx, w *stocked) error {
			return fault(tx.ImportRows(w.here.upload.ID, f, first("", true)))
		}
		all["List import rows"+name+", deep"] = func(tx *store.Tx, w *stocked) error {
			return fault(tx.ImportRows(w.here.upload.ID, f, page.Request{Limit: 50, After: []string{"5000"}}))
		}
	}
	all["List imports, deep"] = func(tx *store.Tx, w *stocked) error { return fault(tx.Imports(deep(w, "-created_at"))) }
}

// confinedSteps are what narrows itself to people at the locations where a permission is held.
func confinedSteps(w *stocked) map[string]step {
	return map[string]step{
		"Confined: list users by name": func(tx *store.Tx, _ *stocked) error { return fault(tx.Users(store.UserFilter{}, first("name", true))) },
		"Confined: list users, a fragment": func(tx *store.Tx, _ *stocked) error {
			return fault(tx.Users(store.UserFilter{Q: "zoe"}, first("name", true)))
		},
		"Confined: list invitations": func(tx *store.Tx, _ *stocked) error {
			return fault(tx.Invitations(store.InvitationFilter{}, first("", true)))
		},
		"Confined: list approvals": func(tx *store.Tx, _ *stocked) error {
			return fault(tx.Approvals(store.ApprovalFilter{}, first("", true)))
		},
		"Confined: count users":         func(tx *store.Tx, _ *stocked) error { return fault(tx.CountUsers(w.reach(false))) },
		"Confined: count users, in all": func(tx *store.Tx, _ *stocked) error { return fault(tx.CountUsers(w.reach(true))) },
		"Confined: count what is decidable": func(tx *store.Tx, _ *stocked) error {
			return fault(tx.CountApprovals(store.ApprovalFilter{DecidableBy: w.here.user.ID, Within: w.reach(false)}))
		},
	}
}

func (w *stocked) reach(all bool) domain.Reach {
	return domain.Reach{Limited: true, Locations: []id.Location{w.here.location.ID}, All: all}
}

// confined runs cases by a pass that is good at the user's location alone.
func (w *stocked) confined(t testing.TB, seen *watcher) {
	t.Helper()
	maintain(t, w.db, w.here.job, func(tx *store.Tx) error { return atLocations(tx, w.world) })
	pass, err := authz.NewGate(w.db, w.clock).Enter(context.Background(), principal(w.world), authz.Origin{}, w.here.workspace.ID, domain.UsersRead)
	must(t, err)
	for name, use := range confinedSteps(w) {
		err := seen.during(name, func() error {
			return w.db.Read(context.Background(), pass, func(tx *store.Tx) error { return errors.Join(use(tx, w), errUndo) })
		})
		if !errors.Is(err, errUndo) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
