package apitest_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const (
	configured = "https://gate.example.org"
	evil       = "evil.example"
)

// hostile are the headers by which a request may claim to have come to another place than it did.
var hostile = [][]string{
	{"Host", evil},
	{"Host", evil + ":8443"},
	{"Host", "gate.example.org." + evil},
	{"X-Forwarded-Host", evil},
	{"X-Forwarded-Proto", "http"},
	{"X-Forwarded-Port", "8443"},
	{"X-Forwarded-Prefix", "/" + evil},
	{"X-Forwarded-Server", evil},
	{"X-Original-Host", evil},
	{"X-Original-URL", "http://" + evil + "/"},
	{"Forwarded", "for=192.0.2.1;host=" + evil + ";proto=http"},
	{"Origin", "https://" + evil},
	{"Referer", "https://" + evil + "/invite"},
}

// mailing is an operation that sends mail: it prepares a request and says to whom it will send and on what.
type mailing func(t *testing.T, w *apitest.Workspace) (s apitest.Shot, to, subject string)

// mailings are all of them, by what they are called.
var mailings = map[string]mailing{
	"inviting": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		email := apitest.Address("ann")
		return apitest.Post(w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": email, "name": "Ann", "role_ids": []string{w.Role("Member")},
		}), email, "invited you"
	},
	"sending again": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		ann, _ := w.Invite("Ann", "Member")
		return apitest.Post(w.Path+"/invitations/"+w.InvitationOf(ann)+"/resend", w.Admin.Token, nil), ann.Email, "Your new link"
	},
	"sending many again": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		ann, _ := w.Invite("Ann", "Member")
		list := map[string]any{"invitation_ids": []string{w.InvitationOf(ann)}}
		return apitest.Post(w.Path+"/invitations/bulk/resend", w.Admin.Token, list), ann.Email, "Your new link"
	},
	"importing": func(t *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		email := apitest.Address("ines")
		i := checked(t, w, w.Admin, "email,name,role\r\n"+email+",Ines,Member\r\n")
		return apitest.Post(w.Path+"/imports/"+i.Text("id")+"/start", w.Admin.Token, nil), email, "invited you"
	},
	"asking for a password": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		bo := w.Holder("Bo")
		return apitest.Post(askReset, "", map[string]any{"email": bo.Email}), bo.Email, setAnew
	},
	"asking for another address, the old one": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		bo := w.Holder("Bo")
		return apitest.Post(mine+"/email", bo.Token, map[string]any{
			"email": apitest.Address("moved"), "password": apitest.Password,
		}), bo.Email, toOld
	},
	"asking for another address, the new one": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		bo, moved := w.Holder("Bo"), apitest.Address("moved")
		return apitest.Post(mine+"/email", bo.Token, map[string]any{
			"email": moved, "password": apitest.Password,
		}), moved, toNew
	},
	"reminding": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		ann := w.Pending("Ann", "Member")
		w.API.AwaitLetters(w.Admin.Email, waitsForApproval, 1) // of the request itself
		return apitest.Post(watch+"/remind", ann.PendingToken, nil), w.Admin.Email, waitsForApproval
	},
	"asking for a new link": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		ivy := w.Holder("Ivy", "users:invite", "users:read", "roles:read", "locations:read")
		ann, old := w.InviteAs(ivy, "Ann", "Member")
		w.API.Want(resend(w, ann), 200, "")
		return apitest.Post(asksNew, "", map[string]any{"token": old}), ivy.Email, asked
	},
	"asking to join": func(_ *testing.T, w *apitest.Workspace) (apitest.Shot, string, string) {
		email := apitest.Address("ash")
		return apitest.Post("/api/v1/workspaces/"+opened(w)+"/access-requests", "", wish(email)), email, confirmThat
	},
}

// Wherever a request says that it came, the links of its mail lead to where the installation says that it is.
func TestLinksInMailsLeadToTheConfiguredPlaceAlone(t *testing.T) {
	together := []string{}
	for _, h := range hostile {
		if h[0] != "Host" {
			together = append(together, h...)
		}
	}
	rounds := map[string][]string{"nothing claimed": nil, "everything claimed": append(together, "Host", evil)}
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d, "GATEHOUSE_PUBLIC_URL="+configured, "GATEHOUSE_BULK_MAIL_RATE=1000").Setup("Acme Fleet")
		for name, m := range mailings {
			for claim, headers := range rounds {
				t.Run(name+", "+claim, func(t *testing.T) { sendsHome(t, w, m, headers) })
			}
		}
		for i, header := range hostile { // one alone: what is refused beside another may be taken by itself
			name := []string{"inviting", "asking for a password"}[i%2]
			t.Run(name+", "+strings.Join(header, " "), func(t *testing.T) { sendsHome(t, w, mailings[name], header) })
		}
	})
}

var (
	linkInMail = regexp.MustCompile(`https?://[^\s"<>]+`)
	noLink     = regexp.MustCompile(`(?i)` + regexp.QuoteMeta(evil) + `|8443|http://`)
)

func sendsHome(t *testing.T, w *apitest.Workspace, m mailing, headers []string) {
	w = w.API.For(t).Found("Acme Depots")
	s, to, subject := m(t, w)
	before := len(w.API.LettersOn(to, subject))
	if a := w.API.Call(s.Method, s.Path, s.Token, s.Body, headers...); a.Status >= 300 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	letter := w.API.AwaitLetters(to, subject, before+1)[before]
	for kind, text := range map[string]string{"text": letter.Text, "page": letter.HTML} {
		links := linkInMail.FindAllString(text, -1)
		if len(links) == 0 {
			t.Errorf("the %s has no link: %s", kind, text)
		}
		for _, link := range links {
			if link != configured && !strings.HasPrefix(link, configured+"/") {
				t.Errorf("the %s leads to %s", kind, link)
			}
		}
		if found := noLink.FindString(text); found != "" {
			t.Errorf("the %s holds %q: %s", kind, found, text)
		}
	}
}
