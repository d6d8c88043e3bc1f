package apitest_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

func TestLocations(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "A patch changes what it names, and leaves one entry", Run: locationPatched},
		{Name: "Two administrators edit one location: the second is told", Run: locationStale},
		{Name: "A name is taken in any spelling, and one's own is not", Run: locationNames},
		{Name: "A time zone is one that there is", Run: locationZones},
		{Name: "An archived location stays with its people and is given to nobody anew", Run: locationArchived},
		{Name: "A location that nobody has is deleted", Run: locationDeleted},
		{Name: "A location in use is deleted where another one takes its place", Run: locationReplaced},
		{Name: "An open invitation alone holds a location", Run: locationOffered},
		{Name: "Moving people moves their rights there, which the mover has to hold", Run: locationRights},
		{Name: "There are 5,000 locations at most", Run: locationLimit},
	})
}

func at(w *apitest.Workspace, location string) string { return w.Path + "/locations/" + location }

func patch(w *apitest.Workspace, path string, body any, headers ...string) apitest.Answer {
	return w.API.Call("PATCH", path, w.Admin.Token, body, headers...)
}

// posted is somebody active at locations.
func posted(w *apitest.Workspace, name string, locations ...string) apitest.Person {
	p := w.Holder(name)
	w.API.Want(patch(w, w.Path+"/users/"+p.UserID, map[string]any{"location_ids": locations}), 200, "")
	return p
}

// whereabouts are the names of the locations of somebody.
func whereabouts(w *apitest.Workspace, p apitest.Person) []string {
	names := []string{}
	for _, l := range w.API.Want(w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 200, "").List("locations") {
		names = append(names, apitest.At(l, "name").(string))
	}
	slices.Sort(names)
	return names
}

func fieldCode(a apitest.Answer) string {
	if list := a.List("errors"); len(list) == 1 {
		return fmt.Sprint(apitest.At(list[0], "pointer"), " ", apitest.At(list[0], "code"))
	}
	return string(a.Body)
}

func locationPatched(t *testing.T, w *apitest.Workspace) {
	perth := depot(w, "Perth")
	change := map[string]any{"name": "Perth depot", "address": "12 Harbour Road", "timezone": "Australia/Perth"}
	var saved apitest.Answer
	w.Records(func() { saved = w.API.Want(patch(w, at(w, perth), change), 200, "") }, "location.updated")
	if saved.Text("name") != "Perth depot" || saved.Text("address") != "12 Harbour Road" || saved.Text("timezone") != "Australia/Perth" {
		t.Errorf("the answer is %s", saved.Body)
	}
	w.Records(func() { w.API.Want(patch(w, at(w, perth), change), 200, "") })
	w.API.Want(patch(w, at(w, perth), map[string]any{"address": nil, "timezone": nil}), 200, "")
	read := w.API.Want(w.API.Call("GET", at(w, perth), w.Admin.Token, nil), 200, "")
	if apitest.At(read.JSON, "address") != nil || apitest.At(read.JSON, "timezone") != nil || read.Text("name") != "Perth depot" {
		t.Errorf("null empties address and time zone alone: %s", read.Body)
	}
	w.API.ChangesNothing(func() {
		w.API.Want(patch(w, at(w, perth), map[string]any{"name": nil}), 422, "validation_failed")
		w.API.Want(patch(w, at(w, perth), map[string]any{"id": perth}), 400, "unknown_field")
	})
}

func locationStale(t *testing.T, w *apitest.Workspace) {
	perth := depot(w, "Perth")
	seen := w.API.Want(w.API.Call("GET", at(w, perth), w.Admin.Token, nil), 200, "").Header.Get("ETag")
	w.API.Want(patch(w, at(w, perth), map[string]any{"name": "Perth North"}, "If-Match", seen), 200, "")
	w.API.ChangesNothing(func() {
		w.API.Want(patch(w, at(w, perth), map[string]any{"name": "Perth South"}, "If-Match", seen), 412, "precondition_failed")
		w.API.Want(w.API.Call("DELETE", at(w, perth), w.Admin.Token, nil, "If-Match", seen), 412, "precondition_failed")
	})
	posted(w, "Pia", perth) // who is there is no change of the location
	now := w.API.Want(w.API.Call("GET", at(w, perth), w.Admin.Token, nil), 200, "")
	if apitest.At(now.JSON, "user_count") != 1.0 || now.Header.Get("ETag") == seen {
		t.Errorf("one person is there: %s", now.Body)
	}
	w.API.Want(patch(w, at(w, perth), map[string]any{"name": "Perth South"}, "If-Match", now.Header.Get("ETag")), 200, "")
}

func locationNames(_ *testing.T, w *apitest.Workspace) {
	depot(w, "Sydney")
	perth := depot(w, "Perth")
	w.API.ChangesNothing(func() {
		w.API.Want(patch(w, at(w, perth), map[string]any{"name": "SYDNEY"}), 409, "name_taken")
		w.API.Want(patch(w, at(w, perth), map[string]any{"name": " Ｓydney "}), 409, "name_taken")
	})
	w.API.Want(patch(w, at(w, perth), map[string]any{"name": "PERTH"}), 200, "")
	other := w.API.Found("Other Tenant")
	other.API.Want(patch(other, at(other, depot(other, "Perth")), map[string]any{"name": "Sydney"}), 200, "")
}

func locationZones(t *testing.T, w *apitest.Workspace) {
	perth := depot(w, "Perth")
	for _, good := range []string{"Europe/Berlin", "UTC", "America/Argentina/Ushuaia"} {
		w.API.Want(patch(w, at(w, perth), map[string]any{"timezone": good}), 200, "")
	}
	w.API.ChangesNothing(func() {
		for _, bad := range []string{"Mars/Phobos", "Local", "europe/berlin!", "../etc/passwd", "+02:00", "zone.tab"} {
			for _, a := range []apitest.Answer{
				patch(w, at(w, perth), map[string]any{"timezone": bad}),
				w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "Bonn", "timezone": bad}),
			} {
				if code := fieldCode(w.API.Want(a, 422, "validation_failed")); code != "/timezone timezone_unknown" {
					t.Errorf("%s: %s", bad, code)
				}
			}
		}
	})
}

func locationArchived(t *testing.T, w *apitest.Workspace) {
	perth, sydney := depot(w, "Perth"), depot(w, "Sydney")
	pia := posted(w, "Pia", perth)
	waits := w.Pending("Will Wait", "Member")
	away, back := map[string]any{"archived": true}, map[string]any{"archived": false}
	w.Records(func() { w.API.Want(patch(w, at(w, perth), away), 200, "") }, "location.archived")
	w.Records(func() { w.API.Want(patch(w, at(w, perth), away), 200, "") })
	for query, want := range map[string]int{"": 2, "?archived=true": 1, "?archived=false": 1} {
		if list := w.API.Want(w.API.Call("GET", w.Path+"/locations"+query, w.Admin.Token, nil), 200, "").List("data"); len(list) != want {
			t.Errorf("%q lists %d, want %d", query, len(list), want)
		}
	}
	invite := func() apitest.Answer {
		return w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": apitest.Address("bo"), "name": "Bo", "role_ids": []string{w.Role("Member")}, "location_ids": []string{sydney, perth}, "deliver": "link",
		})
	}
	give := func() apitest.Answer {
		return patch(w, w.Path+"/users/"+w.Admin.UserID, map[string]any{"location_ids": []string{perth}})
	}
	approve := func() apitest.Answer {
		return w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(waits)+"/approve", w.Admin.Token, map[string]any{"location_ids": []string{perth}})
	}
	w.API.ChangesNothing(func() {
		for i, a := range []apitest.Answer{give(), invite(), approve()} {
			want := fmt.Sprintf("/location_ids/%d location_archived", i%2)
			if code := fieldCode(w.API.Want(a, 422, "validation_failed")); code != want {
				t.Errorf("%s, want %s", code, want)
			}
		}
	})
	w.API.Want(patch(w, w.Path+"/users/"+pia.UserID, map[string]any{"location_ids": []string{perth, sydney}}), 200, "")
	if got := whereabouts(w, pia); !slices.Equal(got, []string{"Perth", "Sydney"}) {
		t.Errorf("whoever has it keeps it: %v", got)
	}
	w.Records(func() { w.API.Want(patch(w, at(w, perth), back), 200, "") }, "location.restored")
	w.API.Want(invite(), 201, "")
	w.API.Want(give(), 200, "")
	w.API.Want(approve(), 200, "")
}

func locationDeleted(_ *testing.T, w *apitest.Workspace) {
	perth := depot(w, "Perth")
	w.Records(func() { w.API.Want(w.API.Call("DELETE", at(w, perth), w.Admin.Token, nil), 204, "") }, "location.deleted")
	w.API.Want(w.API.Call("DELETE", at(w, perth), w.Admin.Token, nil), 404, "not_found")
	w.API.Want(w.API.Call("GET", at(w, perth), w.Admin.Token, nil), 404, "not_found")
	depot(w, "Perth") // its name is free
}

func locationReplaced(t *testing.T, w *apitest.Workspace) {
	perth, sydney, closed := depot(w, "Perth"), depot(w, "Sydney"), depot(w, "Closed")
	w.API.Want(patch(w, at(w, closed), map[string]any{"archived": true}), 200, "")
	one, both := posted(w, "One", perth), posted(w, "Both", perth, sydney)
	made := w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": apitest.Address("bo"), "name": "Bo", "role_ids": []string{w.Role("Member")}, "location_ids": []string{sydney, perth}, "deliver": "link",
	}), 201, "")
	foreign := depot(w.API.Found("Other Tenant"), "Perth")
	remove := func(query string) apitest.Answer { return w.API.Call("DELETE", at(w, perth)+query, w.Admin.Token, nil) }
	w.API.ChangesNothing(func() {
		used := w.API.Want(remove(""), 409, "location_in_use")
		if apitest.At(used.JSON, "user_count") != 3.0 || apitest.At(used.JSON, "invitation_count") != 1.0 {
			t.Errorf("three people and one invitation have it: %s", used.Body)
		}
		for instead, want := range map[string]string{
			closed: "/replace_with location_archived", unknownID: "/replace_with location_unknown", perth: "/replace_with invalid",
			foreign: "/replace_with location_unknown",
		} {
			if code := fieldCode(w.API.Want(remove("?replace_with="+instead), 422, "validation_failed")); code != want {
				t.Errorf("%s, want %s", code, want)
			}
		}
		w.API.Want(remove("?replace_with=x"), 422, "validation_failed")
	})
	w.Records(func() { w.API.Want(remove("?replace_with="+sydney), 204, "") }, "location.deleted")
	for _, p := range []apitest.Person{one, both, {UserID: made.Text("id")}} {
		if got := whereabouts(w, p); !slices.Equal(got, []string{"Sydney"}) {
			t.Errorf("%s is at %v", p.Name, got)
		}
	}
	if list := apitest.Look[string](w.API, "SELECT cast(location_ids AS text) FROM invitations WHERE user_id = ?", made.Text("id")); list != `["`+sydney+`"]` {
		t.Errorf("the invitation offers %s", list)
	}
	if n := apitest.At(w.API.Call("GET", at(w, sydney), w.Admin.Token, nil).JSON, "user_count"); n != 3.0 {
		t.Errorf("%v people are at Sydney, want 3", n)
	}
}

func locationOffered(t *testing.T, w *apitest.Workspace) {
	perth := depot(w, "Perth")
	made := w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": apitest.Address("bo"), "name": "Bo", "role_ids": []string{w.Role("Member")}, "location_ids": []string{perth}, "deliver": "link",
	}), 201, "")
	w.API.Want(patch(w, w.Path+"/users/"+made.Text("id"), map[string]any{"location_ids": []string{}}), 200, "")
	w.API.Want(w.API.Call("DELETE", at(w, perth), w.Admin.Token, nil), 409, "location_in_use")
	w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+made.Text("invitation", "id")+"/revoke", w.Admin.Token, nil), 200, "")
	w.API.Want(w.API.Call("DELETE", at(w, perth), w.Admin.Token, nil), 204, "")
	if n := w.API.Count("invitations", "cast(location_ids AS text) LIKE ?", "%"+perth+"%"); n != 0 {
		t.Errorf("%d invitations name a location that is gone", n)
	}
}

func locationRights(_ *testing.T, w *apitest.Workspace) {
	perth, sydney := depot(w, "Perth"), depot(w, "Sydney")
	manager := w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{
		"name": "Depot manager", "scope": "locations", "permissions": []string{"users:read", "users:suspend"},
	}), 201, "").Text("id")
	p := posted(w, "Pia", perth)
	w.API.Want(patch(w, w.Path+"/users/"+p.UserID, map[string]any{"role_ids": []string{manager}}), 200, "")
	mover := w.Holder("Mo", "locations:write", "locations:read", "users:read")
	able := w.Holder("Abe", "locations:write", "locations:read", "users:read", "users:suspend")
	remove := func(by apitest.Person) apitest.Answer {
		return w.API.Call("DELETE", at(w, perth)+"?replace_with="+sydney, by.Token, nil)
	}
	w.API.ChangesNothing(func() { w.API.Want(remove(mover), 403, "role_above_own") })
	w.API.Want(remove(able), 204, "")
}

func locationLimit(t *testing.T, w *apitest.Workspace) {
	err := w.API.App.DB.Maintain(context.Background(), authz.NewJob("test").In(id.Workspace(w.ID)), func(tx *store.Tx) error {
		for n := range domain.MaxLocations - 1 {
			name := fmt.Sprintf("Depot %d", n)
			l := domain.Location{WorkspaceID: id.Workspace(w.ID), ID: id.New[id.Location](), Name: name, NameKey: name, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
			if err := tx.AddLocation(l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	last := depot(w, "The last")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "One more"}), 409, "limit_reached")
	})
	w.API.Want(w.API.Call("DELETE", at(w, last), w.Admin.Token, nil), 204, "")
	depot(w, "One more")
}
