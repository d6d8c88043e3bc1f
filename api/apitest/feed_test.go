package apitest_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// fed reads one page of the feed: the types of its events, and the answer.
func fed(w *apitest.Workspace, token, query string) ([]string, apitest.Answer) {
	answer := w.API.Want(w.API.Call("GET", w.Path+"/event-feed"+query, token, nil), 200, "")
	types := []string{}
	for _, e := range answer.List("data") {
		types = append(types, apitest.At(e, "type").(string))
	}
	return types, answer
}

func after(a apitest.Answer) string { return "?after=" + url.QueryEscape(a.Text("next_cursor")) }

// Page by page the feed is the audit log from its beginning, each event as it stands there, without what is for the
// log alone.
func TestTheFeedTellsWhatHappenedInItsOrder(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		ana := w.Member("Ana Souza", "Member")
		lou := w.Holder("Lou Lacking")
		w.API.Want(w.API.Call("GET", w.Path+"/audit-events", lou.Token, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("POST", user(w, ana)+"/suspend", w.Admin.Token, nil), 200, "")
		var want []any
		log := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=200&sort=occurred_at", w.Admin.Token, nil), 200, "").List("data")
		left := map[string]bool{}
		for _, e := range log {
			kind := apitest.At(e, "type").(string)
			if strings.HasPrefix(kind, "account.") || strings.HasPrefix(kind, "session.") || kind == "entry.denied" {
				left[kind] = true
				continue
			}
			want = append(want, e)
		}
		if !left["account.created"] || !left["entry.denied"] || len(want) < 6 {
			t.Fatalf("too little happened to tell: %v, %d", left, len(want))
		}
		_, page := fed(w, w.Admin.Token, "?limit=3")
		var got []any
		for {
			got = append(got, page.List("data")...)
			if page.JSON["has_more"] != true {
				break
			}
			_, page = fed(w, w.Admin.Token, after(page)+"&limit=3")
		}
		sameEvents(t, got, want)

		none, end := fed(w, w.Admin.Token, after(page))
		if len(none) != 0 || end.Text("next_cursor") != page.Text("next_cursor") {
			t.Errorf("nothing happened, and the feed tells %v and goes on from %s", none, end.Text("next_cursor"))
		}
		w.API.Want(w.API.Call("POST", user(w, ana)+"/reactivate", w.Admin.Token, nil), 200, "")
		if now, _ := fed(w, w.Admin.Token, after(end)); !slices.Equal(now, []string{"user.reactivated"}) {
			t.Errorf("after that: %v", now)
		}
	})
}

// loader makes a role.
func loader(w *apitest.Workspace) {
	w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{
		"name": "Loader", "scope": "workspace", "permissions": []string{"users:read"},
	}), 201, "")
}

func sameEvents(t *testing.T, got, want []any) {
	t.Helper()
	ids := func(list []any) []string {
		out := make([]string, len(list))
		for i, e := range list {
			out[i] = apitest.At(e, "id").(string)
		}
		return out
	}
	if len(got) != len(want) {
		t.Fatalf("the feed tells %d events, want %d", len(got), len(want))
	}
	told, logged := ids(got), ids(want)
	if slices.Sort(logged); !slices.Equal(slices.Sorted(slices.Values(told)), logged) {
		t.Errorf("the feed tells %v, the log %v", told, logged)
	}
}

// A reader may begin now, hear of some types alone, and change which ones; the cursor stays good, and a page without
// any event goes on too.
func TestTheFeedIsNarrowedAndBeginsNow(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		ana := w.Member("Ana Souza", "Member")
		types, now := fed(w, w.Admin.Token, "?after=latest")
		if len(types) != 0 || now.JSON["has_more"] != false {
			t.Errorf("from now on: %v", types)
		}
		loader(w)
		w.API.Want(w.API.Call("POST", user(w, ana)+"/suspend", w.Admin.Token, nil), 200, "")
		w.API.Want(w.API.Call("POST", user(w, ana)+"/reactivate", w.Admin.Token, nil), 200, "")
		both := []string{"user.suspended", "user.reactivated"}
		for query, want := range map[string][]string{
			"": append([]string{"role.created"}, both...), "&type=user.*": both, "&type=user.suspended": both[:1],
			"&type=role.*&type=user.reactivated": {"role.created", "user.reactivated"}, "&type=import.*": {}, "&type=us.*": {},
		} {
			if got, _ := fed(w, w.Admin.Token, after(now)+query); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		_, end := fed(w, w.Admin.Token, after(now)+"&type=import.*")
		if again, _ := fed(w, w.Admin.Token, after(end)); len(again) != 0 {
			t.Errorf("behind what was looked through: %v", again)
		}
		known := w.API.Call("GET", w.Path+"/event-feed"+after(end), w.Admin.Token, nil)
		w.API.Want(w.API.Call("GET", w.Path+"/event-feed"+after(end), w.Admin.Token, nil, "If-None-Match", known.Header.Get("ETag")), 304, "")
		w.API.Want(w.API.Call("POST", user(w, ana)+"/suspend", w.Admin.Token, nil), 200, "")
		w.API.Want(w.API.Call("GET", w.Path+"/event-feed"+after(end), w.Admin.Token, nil, "If-None-Match", known.Header.Get("ETag")), 200, "")
	})
}

// Each refusal beside the request that is answered: another workspace's cursor, a changed one, one that this log does
// not know any more, and whoever may not read everything.
func TestTheFeedRefuses(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		other := w.API.Found("Elsewhere")
		_, page := fed(w, w.Admin.Token, "?limit=1")
		_, theirs := fed(other, other.Admin.Token, "?limit=1")
		good := after(page)
		fed(w, w.Admin.Token, good+"&limit=200&type=user.*")
		place := func(sequence, event string) string {
			return "?after=" + w.API.App.Cursors.Write(w.Path+"/event-feed", []string{sequence, event})
		}
		first := apitest.At(page.List("data")[0], "id").(string)
		fed(w, w.Admin.Token, place("1", first))
		for query, code := range map[string]string{
			after(theirs): "cursor_invalid", good + "x": "cursor_invalid", "?after=" + first: "cursor_invalid",
			place("2", first): "cursor_invalid", place("1", other.ID): "cursor_invalid", place("9000", first): "cursor_invalid",
			"?cursor=" + good[7:]: "unknown_parameter", "?sort=occurred_at": "unknown_parameter", "?limit=0": "validation_failed",
			"?type=user": "validation_failed", "?type=account.*": "validation_failed", "?type=session.created": "validation_failed",
			"?type=entry.denied": "validation_failed", "?after=latest&after=latest": "validation_failed",
		} {
			answer := w.API.Call("GET", w.Path+"/event-feed"+query, w.Admin.Token, nil)
			if answer.Code() != code {
				t.Errorf("%s: %d %s, want %s", query, answer.Status, answer.Code(), code)
			}
		}
		reader := w.Holder("Aud Itor", domain.AuditRead)
		fed(w, reader.Token, good)
		fed(w, w.NewKey(domain.AuditRead).Secret, good)
		lacking := w.Holder("Lou Lacking", apitest.Without(domain.AuditRead)...)
		w.API.Want(w.API.Call("GET", w.Path+"/event-feed"+good, lacking.Token, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("GET", w.Path+"/event-feed"+good, other.Admin.Token, nil), 404, "not_found")
	})
}

// What is rare costs no more: a page looks through so many entries and says that there is more, and its reader comes
// to the end.
func TestAFeedOfRareEventsComesToItsEnd(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		_, page := fed(w, w.Admin.Token, "?after=latest")
		noted(t, w, 2001, "x")
		loader(w)
		types, page := fed(w, w.Admin.Token, after(page))
		if len(types) != 0 || page.JSON["has_more"] != true {
			t.Errorf("the first page: %v, more %v", types, page.JSON["has_more"])
		}
		types, page = fed(w, w.Admin.Token, after(page))
		if !slices.Equal(types, []string{"role.created"}) || page.JSON["has_more"] != false {
			t.Errorf("the second page: %v, more %v", types, page.JSON["has_more"])
		}
	})
}
