package faults_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

const soon = 2 * time.Second

// What makes the badge and the lists change is told in the stream of every process, whichever did it.
func TestWhatChangesIsToldInEveryProcess(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		there := replicas[len(replicas)-1]
		stream := apitest.OpenStream(t, there, w.Path+"/events", w.Admin.Token)
		p, token := w.Invite("Bo Brown", "Member")
		approval, invitation := w.ApprovalOf(p), w.InvitationOf(p)
		stream.Await(soon, "user.invited", p.UserID)
		stream.Await(soon, "approval.requested", approval)
		resent := w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+invitation+"/resend", w.Admin.Token, map[string]any{"deliver": "link"}), 200, "")
		stream.Await(soon, "invitation.resent", invitation)
		w.API.Want(w.API.Accept(apitest.TokenOf(resent)), 200, "")
		stream.Await(soon, "user.accepted", p.UserID)
		w.API.Want(w.Approve(w.Admin, p), 200, "")
		stream.Await(soon, "approval.approved", approval)
		stream.Await(soon, "user.activated", p.UserID)
		gone := w.Pending("Gil Gone", "Member")
		rejected := w.ApprovalOf(gone)
		w.API.Want(w.Reject(w.Admin, gone), 200, "")
		stream.Await(soon, "approval.rejected", rejected)
		stream.Await(soon, "user.removed", gone.UserID)
		for _, secret := range []string{p.Email, p.Name, gone.Email, gone.Name, token, w.Admin.Name, w.Admin.Email, "@", "token"} {
			if strings.Contains(stream.Raw(), secret) {
				t.Errorf("the stream tells %q:\n%s", secret, stream.Raw())
			}
		}
	})
}

func TestAMailThatLeftIsTold(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		stream := apitest.OpenStream(t, replicas[len(replicas)-1], w.Path+"/events", w.Admin.Token)
		made := apitest.Together(t, replicas[:1], inviting(w, apitest.Address("bo")))[0]
		apitest.Eventually(t, patience, "the mail leaves", func() bool {
			return w.API.Count("mails", "invitation_id = ? AND status = 'sent'", made.Text("invitation", "id")) == 1
		})
		stream.Await(soon, "invitation.delivery", made.Text("invitation", "id"))
	})
}

// A stream ends, and says nothing more, once its reader's session has ended or their place is gone; others' go on.
func TestAStreamEndsWithItsReadersAccess(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		there := replicas[len(replicas)-1]
		open := func(p apitest.Person) *apitest.Stream {
			return apitest.OpenStream(t, there, w.Path+"/events", p.Token)
		}
		out, suspended, removed := w.Holder("Olga Out"), w.Holder("Sue Suspended"), w.Holder("Remy Removed")
		stays := open(w.Admin)
		streams := map[string]*apitest.Stream{"signed out": open(out), "suspended": open(suspended), "removed": open(removed)}
		w.API.Want(w.API.Call("DELETE", "/api/v1/auth/sessions/current", out.Token, nil), 204, "")
		w.SetStatus(suspended, domain.StatusSuspended)
		w.API.Exec("DELETE FROM user_roles WHERE user_id = ?", removed.UserID)
		w.API.Exec("DELETE FROM users WHERE id = ?", removed.UserID)
		p, _ := w.Invite("Bo Brown", "Member")
		stays.Await(soon, "user.invited", p.UserID)
		for why, stream := range streams {
			stream.Ends(8 * time.Second)
			if strings.Contains(stream.Raw(), p.UserID) {
				t.Errorf("%s, and still told: %s", why, stream.Raw())
			}
		}
		if !stays.Open() {
			t.Error("the stream of somebody who lost nothing ended too")
		}
	})
}

// Without anything happening too, the stream of somebody who lost access is ended within seconds.
func TestAStreamEndsWithItsReadersAccessThoughNothingHappens(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		suspended := w.Holder("Sue Suspended")
		stays := apitest.OpenStream(t, w.API, w.Path+"/events", w.Admin.Token)
		stream := apitest.OpenStream(t, replicas[len(replicas)-1], w.Path+"/events", suspended.Token)
		w.SetStatus(suspended, domain.StatusSuspended)
		stream.Ends(8 * time.Second)
		if !stays.Open() {
			t.Error("the stream of somebody who lost nothing ended too")
		}
	})
}

// Sixty open tabs, one of which takes nothing: the others are told in time, and an opened one again too.
func TestManyStreamsAreToldThoughOneTakesNothing(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		takesNothing(t, replicas[0], w)
		streams := make([]*apitest.Stream, 60)
		for i := range streams {
			streams[i] = apitest.OpenStream(t, replicas[i%len(replicas)], w.Path+"/events", w.Admin.Token)
		}
		last := ""
		for i := range 30 {
			last = depot(w, fmt.Sprintf("Depot %d", i))
		}
		for _, stream := range streams {
			stream.Await(5*time.Second, "location.created", last)
		}
		for _, stream := range streams {
			stream.Close()
		}
		again := apitest.OpenStream(t, replicas[len(replicas)-1], w.Path+"/events", w.Admin.Token)
		again.Await(soon, "location.created", depot(w, "One more"))
	})
}

// takesNothing opens a stream and never reads from it.
func takesNothing(t *testing.T, api *apitest.API, w *apitest.Workspace) {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(api.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	_ = connection.(*net.TCPConn).SetReadBuffer(1)
	if _, err := fmt.Fprintf(connection, "GET %s/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", w.Path, w.Admin.Token); err != nil {
		t.Fatal(err)
	}
}

func depot(w *apitest.Workspace, name string) string {
	return w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": name}), 201, "").Text("id")
}
