package apitest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Whoever holds a right at a location learns nothing of people beyond it, by no refusal and by no notice.
func TestNobodyLearnsOfPeopleOutOfReach(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "An address that is taken elsewhere is taken, and that is all", Run: takenElsewhere},
		{Name: "A new link for somebody who came by another way says no more", Run: resentElsewhere},
		{Name: "What is about people elsewhere answers as what nobody has", Run: sameAsUnknown},
		{Name: "A decision about somebody who is gone is told to whoever took it, and to who decides everywhere", Run: decidedAndGone},
		{Name: "Whoever may see nobody cannot find out who is here by leaving for them", Run: leavingForOthers},
		{Name: "Live notices bear no ids of people out of reach", Run: noticesInReach},
	})
}

func offerAt(w *apitest.Workspace, by apitest.Person, email, role, location string) apitest.Answer {
	return w.API.Call("POST", w.Path+"/invitations", by.Token, map[string]any{
		"email": email, "name": "Somebody", "role_ids": []string{role}, "location_ids": []string{location}, "deliver": "link",
	})
}

func takenElsewhere(t *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	inviter := w.LocalHolder("Inviter", sydney, domain.UsersInvite)
	nothing := w.NewLocalRole("Nothing at all")
	here, there, invited := w.Holder("Here"), w.Holder("There"), apitest.Address("invited")
	w.Move(here, sydney)
	w.Move(there, perth)
	w.API.Want(offerAt(w, w.Admin, invited, nothing, perth), 201, "")
	silent := func(a apitest.Answer) {
		t.Helper()
		if a.Text("user_id") != "" || apitest.At(a.JSON, "invitation") != nil {
			t.Errorf("the refusal tells: %s", a.Body)
		}
	}
	w.API.ChangesNothing(func() {
		for _, email := range []string{there.Email, invited, w.Admin.Email} {
			silent(w.API.Want(offerAt(w, inviter, email, nothing, sydney), 409, "already_member"))
		}
		if a := w.API.Want(offerAt(w, inviter, here.Email, nothing, sydney), 409, "already_member"); a.Text("user_id") != here.UserID {
			t.Errorf("of somebody in reach it tells: %s", a.Body)
		}
		if a := w.API.Want(offerAt(w, w.Admin, invited, nothing, sydney), 409, "already_invited"); apitest.At(a.JSON, "invitation", "id") == nil {
			t.Errorf("across the workspace it tells: %s", a.Body)
		}
	})
	w.API.Want(offerAt(w, inviter, apitest.Address("free"), nothing, sydney), 201, "")
}

func resentElsewhere(t *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	inviter := w.LocalHolder("Inviter", sydney, domain.UsersInvite)
	nothing, email := w.NewLocalRole("Nothing at all"), apitest.Address("ann")
	declined := w.API.Want(offerAt(w, inviter, email, nothing, sydney), 201, "")
	w.API.Want(w.API.Call("POST", "/api/v1/invitations/decline", "", map[string]any{"token": apitest.TokenOf(declined)}), 204, "")
	again := w.API.Want(offerAt(w, w.Admin, email, nothing, perth), 201, "")
	resend := w.Path + "/invitations/" + declined.Text("invitation", "id") + "/resend"
	w.API.ChangesNothing(func() {
		if a := w.API.Want(w.API.Call("POST", resend, inviter.Token, link), 409, "already_member"); strings.Contains(string(a.Body), again.Text("id")) {
			t.Errorf("the refusal tells: %s", a.Body)
		}
		if a := w.API.Want(w.API.Call("POST", resend, w.Admin.Token, link), 409, "already_invited"); a.Text("user_id") != again.Text("id") {
			t.Errorf("across the workspace it tells: %s", a.Body)
		}
	})
}

func sameAsUnknown(t *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	manager := w.LocalHolder("Manager", sydney, domain.UsersInvite, domain.ApprovalsRead, domain.ApprovalsDecide, domain.UsersUpdate)
	there := w.Pending("There", "Member")
	w.Move(there, perth)
	for _, c := range []struct{ method, before, id, after string }{
		{"GET", "/approvals/", w.ApprovalOf(there), ""},
		{"POST", "/approvals/", w.ApprovalOf(there), "/approve"},
		{"POST", "/approvals/", w.ApprovalOf(there), "/reject"},
		{"GET", "/invitations/", w.InvitationOf(there), ""},
		{"POST", "/invitations/", w.InvitationOf(there), "/revoke"},
		{"PATCH", "/users/", there.UserID, ""},
	} {
		var body any
		if c.method == "PATCH" {
			body = map[string]any{"name": "X"}
		}
		detail := func(id string) string {
			return w.API.Want(w.API.Call(c.method, w.Path+c.before+id+c.after, manager.Token, body), 404, "not_found").Text("detail")
		}
		if real, unknown := detail(c.id), detail(unknownID); real != unknown {
			t.Errorf("%s %s…%s: %q of somebody elsewhere, %q of nobody", c.method, c.before, c.after, real, unknown)
		}
	}
}

func decidedAndGone(t *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	near := w.LocalHolder("Near", sydney, domain.ApprovalsRead, domain.ApprovalsDecide)
	far := w.LocalHolder("Far", perth, domain.ApprovalsRead, domain.ApprovalsDecide)
	ann := w.Pending("Ann", "Member")
	w.Move(ann, sydney)
	path := w.Path + "/approvals/" + w.ApprovalOf(ann)
	w.API.Want(w.API.Call("POST", path+"/reject", near.Token, nil), 200, "")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", path+"/approve", far.Token, nil), 404, "not_found")
		for _, who := range []apitest.Person{near, w.Admin} {
			a := w.API.Want(w.API.Call("POST", path+"/approve", who.Token, nil), 409, "already_decided")
			if apitest.At(a.JSON, "decision", "state") != "rejected" {
				t.Errorf("%s is told %s", who.Name, a.Body)
			}
		}
	})
}

func leavingForOthers(_ *testing.T, w *apitest.Workspace) {
	sydney := w.NewLocation("Sydney")
	blind, reader := w.Holder("Bea Blind"), w.LocalHolder("Reader", sydney, domain.UsersRead)
	ann := w.Holder("Ann")
	leave := func(by apitest.Person) apitest.Answer {
		return w.API.Call("POST", w.Path+"/users/"+ann.UserID+"/leave", by.Token, nil)
	}
	w.API.ChangesNothing(func() {
		w.API.Want(leave(blind), 404, "not_found")
		w.API.Want(leave(reader), 404, "not_found")
		w.API.Want(leave(w.Admin), 403, "permission_denied")
	})
	w.Move(ann, sydney)
	w.API.Want(leave(reader), 403, "permission_denied")
}

func noticesInReach(t *testing.T, w *apitest.Workspace) {
	sydney := w.NewLocation("Sydney")
	open := func(p apitest.Person) *apitest.Stream { return apitest.OpenStream(t, w.API, w.Path+"/events", p.Token) }
	local := w.LocalHolder("Local", sydney, domain.UsersRead, domain.ApprovalsRead)
	decider, blind := w.Holder("Dora Decider", domain.ApprovalsRead), w.Holder("Bea Blind")
	all, few, requests, none := open(w.Admin), open(local), open(decider), open(blind)
	ann := w.Pending("Ann", "Member")
	approval, invitation := w.ApprovalOf(ann), w.InvitationOf(ann)
	w.API.Want(w.Approve(w.Admin, ann), 200, "")
	last := w.NewLocation("The end")
	for _, s := range []*apitest.Stream{all, few, requests, none} {
		s.Await(10*time.Second, "location.created", last)
	}
	all.Await(time.Second, "user.activated", ann.UserID)
	requests.Await(time.Second, "approval.approved", approval)
	few.Await(time.Second, "people.changed", "")
	requests.Await(time.Second, "people.changed", "")
	for who, s := range map[string]*apitest.Stream{"at a location": few, "of nobody": none, "of requests": requests} {
		for _, secret := range []string{ann.UserID, invitation, approval} {
			if strings.Contains(s.Raw(), secret) && (s != requests || secret != approval) {
				t.Errorf("the reader %s is told %s:\n%s", who, secret, s.Raw())
			}
		}
	}
	if strings.Contains(none.Raw(), "people.changed") {
		t.Errorf("who sees nobody is told of people:\n%s", none.Raw())
	}
	w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+blind.UserID, w.Admin.Token, map[string]any{"name": "Bea Bright"}), 200, "")
	none.Await(10*time.Second, "user.updated", blind.UserID)
	few.Await(10*time.Second, "people.changed", "")
	if strings.Contains(few.Raw(), blind.UserID) {
		t.Errorf("the reader at a location is told of somebody elsewhere:\n%s", few.Raw())
	}
}
