package apitest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// Asking to join says nothing of anybody, and creates nothing before the address is proved: R01, R12, R14, R15, and attacks
// A09, A13, A20, A21, E13, F04, F08 for its link.
func TestAskingToJoin(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "A workspace that takes no requests is like none", Run: closedIsUnknown},
		{Name: "Where own domains alone may ask, others are told", Run: ownDomainsOnly},
		{Name: "The answer is the same for everybody, and creates nothing", Run: sameForEverybody},
		{Name: "Whoever has a place or an invitation is told so by mail", Run: toldByMail},
		{Name: "Nothing that a stranger typed is mailed", Run: strangersWords},
		{Name: "No altered token is a token", Run: alteredAskTokens},
		{Name: "Unknown tokens are one answer", Run: unknownAskTokens},
		{Name: "Scanners that open the link change nothing", Run: scannedAsks},
		{Name: "A newer link kills the older one, and time all of them", Run: deadAskLinks},
	})
}

func closedIsUnknown(t *testing.T, w *apitest.Workspace) {
	slug := opened(w)
	w.API.Want(w.API.Call("GET", "/api/v1/join/"+slug, "", nil), 200, "")
	email := apitest.Address("ash")
	token := linkOf(w, email)
	w.Update(map[string]any{"access_requests": "off"})
	w.API.ChangesNothing(func() {
		var bodies []string
		for _, name := range []string{slug, "no-such-workspace", "..", strings.Repeat("x", 300)} {
			for _, a := range []apitest.Answer{
				w.API.Call("GET", "/api/v1/join/"+name, "", nil),
				w.API.Call("POST", "/api/v1/workspaces/"+name+"/access-requests", "", wish(email)),
			} {
				bodies = append(bodies, string(anonymous(w.API.Want(a, 404, "not_found"))))
			}
		}
		if slices.Sort(bodies); bodies[0] != bodies[len(bodies)-3] { // ".." is an address of its own
			t.Errorf("not one answer: %v", bodies)
		}
		w.API.Want(proves(w, token), 410, "access_request_ended")
	})
}

func ownDomainsOnly(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"access_requests": "domains", "own_domains": []string{"example.com"}})
	shown := w.API.Want(w.API.Call("GET", "/api/v1/join/"+opened(w), "", nil), 200, "")
	if shown.Text("access_requests") != "domains" || shown.Text("workspace", "name") == "" || apitest.At(shown.JSON, "workspace", "id") != nil {
		t.Errorf("shown is %s", shown.Body)
	}
	w.API.ChangesNothing(func() {
		for _, stranger := range []string{"ash@example.org", "ash@sub.example.com", "ash@example.com.evil.example"} {
			refused := w.API.Want(askAs(w, stranger), 422, "validation_failed")
			if apitest.At(refused.List("errors")[0], "code") != "domain_not_allowed" || apitest.At(refused.List("errors")[0], "pointer") != "/email" {
				t.Errorf("%s: %s", stranger, refused.Body)
			}
		}
	})
	ash := apitest.Address("ash")
	w.API.Want(askAs(w, strings.ToUpper(ash[:1])+ash[1:len(ash)-4]+".COM"), 202, "") // one person, however it is spelt
	token := w.API.AwaitLetters(ash, confirmThat, 1)[0].Token()
	w.Update(map[string]any{"own_domains": []string{"other.example"}})
	w.API.Want(proves(w, token), 410, "access_request_ended")
	w.Update(map[string]any{"own_domains": []string{"example.com"}})
	w.API.Want(proves(w, token), 200, "")
}

func sameForEverybody(t *testing.T, w *apitest.Workspace) {
	opened(w)
	member, waits := w.Member("Mia", "Member"), w.Pending("Pia", "Member")
	invited, _ := w.Invite("Ivo", "Member")
	elsewhere := w.API.Found("Elsewhere").Admin
	before := map[string]int{}
	tables := []string{"accounts", "users", "approvals", "invitations", "audit_events"}
	for _, table := range tables {
		before[table] = w.API.Count(table, "1 = 1")
	}
	var bodies []string
	var took []time.Duration
	for _, email := range []string{member.Email, waits.Email, invited.Email, elsewhere.Email, apitest.Address("new"), member.Email} {
		start := time.Now()
		a := w.API.Want(askAs(w, email), 202, "")
		took = append(took, time.Since(start))
		bodies = append(bodies, string(a.Body))
	}
	if slices.Sort(bodies); bodies[0] != bodies[len(bodies)-1] || slices.Min(took) < 150*time.Millisecond {
		t.Errorf("not one answer: %v in %v", bodies, took)
	}
	for _, table := range tables {
		if now := w.API.Count(table, "1 = 1"); now != before[table] {
			t.Errorf("%s: %d rows, and there were %d", table, now, before[table])
		}
	}
	for _, bad := range []map[string]any{
		{"email": "nobody", "name": "Ash"},
		{"email": "ash@example.com", "name": ""},
		{"email": "ash@example.com", "name": "a\x01b"},
		{"email": "ash@example.com\r\nBcc: x@example.com", "name": "Ash"},
		{"email": "ash@example.com", "name": "Ash", "message": strings.Repeat("x", 1001)},
	} {
		w.API.Want(w.API.Call("POST", "/api/v1/workspaces/"+opened(w)+"/access-requests", "", bad), 422, "validation_failed")
	}
}

func toldByMail(t *testing.T, w *apitest.Workspace) {
	member := w.Member("Mia", "Member")
	invited, token := w.Invite("Ivo", "Member")
	for _, p := range []apitest.Person{member, invited} {
		w.API.Want(askAs(w, p.Email), 202, "")
		letter := w.API.AwaitLetters(p.Email, "Your request to join", 1)[0]
		if letter.Token() != "" || len(w.API.LettersOn(p.Email, confirmThat)) != 0 {
			t.Errorf("%s got a link: %s", p.Name, letter.Text)
		}
	}
	if letter := w.API.LettersOn(invited.Email, "Your request to join")[0]; !strings.Contains(letter.Text, "invited there already") {
		t.Errorf("the letter says %s", letter.Text)
	}
	w.API.Want(w.API.Accept(token), 200, "")
	if n := w.API.Count("users", "workspace_id = ? AND email = ?", w.ID, invited.Email); n != 1 {
		t.Errorf("%d places", n)
	}
}

// How much mail one address gets because somebody asks in its name.
func TestAskingToJoinMailsAnAddressSoOften(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Mails to one address are bounded, by each workspace and by all", Run: boundedMails},
	}, "GATEHOUSE_RATE_LIMITS=on")
}

func boundedMails(t *testing.T, w *apitest.Workspace) {
	first, second, third := opened(w), opened(w.API.Found("Second")), opened(w.API.Found("Third"))
	asks := func(slug, email string) {
		w.API.Want(w.API.Call("POST", "/api/v1/workspaces/"+slug+"/access-requests", "", wish(email)), 202, "")
	}
	ash, mails := apitest.Address("ash"), func() int { return w.API.Count("mails", "kind LIKE 'access_request%'") }
	start := mails()
	for range 3 {
		asks(first, ash)
	}
	if n := mails() - start; n != 1 {
		t.Errorf("%d mails at once, want one", n)
	}
	for range 8 {
		w.API.Clock.Advance(5*minute + time.Second)
		asks(first, ash)
	}
	if n := mails() - start; n != 5 {
		t.Errorf("%d mails from one workspace, want 5", n)
	}
	for range 4 {
		w.API.Clock.Advance(5*minute + time.Second)
		asks(second, ash)
		asks(third, ash)
	}
	if n := mails() - start; n != 10 {
		t.Errorf("%d mails from all workspaces, want 10", n)
	}
	w.API.Clock.Advance(25 * hour)
	asks(first, ash)
	if n := mails() - start; n != 11 {
		t.Errorf("after a day: %d mails, want one more", n)
	}
}

func strangersWords(t *testing.T, w *apitest.Workspace) {
	victim := apitest.Address("victim")
	opened(w)
	body := map[string]any{"email": victim, "name": "WIN A PRIZE evil.example", "message": "CLICK HERE"}
	w.API.Want(w.API.Call("POST", "/api/v1/workspaces/"+opened(w)+"/access-requests", "", body, "Host", "evil.example", "X-Forwarded-Host", "evil.example"), 202, "")
	letter := w.API.AwaitLetters(victim, confirmThat, 1)[0]
	for _, word := range []string{"PRIZE", "CLICK", "evil.example"} {
		if strings.Contains(letter.Text+letter.HTML+letter.Subject, word) {
			t.Errorf("the letter says %q", word)
		}
	}
}

func alteredAskTokens(t *testing.T, w *apitest.Workspace) {
	token := linkOf(w, apitest.Address("ash"))
	_, invitation := w.Invite("Ivo", "Member")
	w.API.ChangesNothing(func() {
		bad := []string{token[1:], token[:len(token)-1], token + "A", " " + token, strings.ToUpper(token), invitation}
		for i := range token {
			bad = append(bad, flip(token, i))
		}
		for _, one := range bad {
			w.API.Want(looksUp(w, one), 404, "access_request_invalid")
		}
		w.API.Want(proves(w, bad[0]), 404, "access_request_invalid")
		w.API.Want(w.API.Accept(token), 404, "invitation_invalid") // one purpose, one token
		for _, text := range []string{`{}`, `{"token":null}`, `{"token":""}`, `{"token":[]}`, `{"token":{}}`, `{"token":0}`} {
			for _, path := range []string{confirmPath, "/api/v1/access-requests/lookup"} {
				if a := w.API.Call("POST", path, "", text); a.Status != 400 && a.Status != 422 {
					t.Errorf("%s %s: %d %s", path, text, a.Status, a.Body)
				}
			}
		}
	})
	w.API.Want(proves(w, token), 200, "")
}

func unknownAskTokens(t *testing.T, w *apitest.Workspace) {
	token := linkOf(w, apitest.Address("ash"))
	var bodies []string
	for n := range 8 {
		for _, one := range []string{flip(token, n), strings.Repeat("x", n+1), token[:len(token)-n-1]} {
			bodies = append(bodies, string(anonymous(w.API.Want(looksUp(w, one), 404, "access_request_invalid"))))
		}
	}
	if slices.Sort(bodies); bodies[0] != bodies[len(bodies)-1] {
		t.Errorf("not one answer: %s and %s", bodies[0], bodies[len(bodies)-1])
	}
	if n := w.API.Count("access_tokens", "token_hash = ?", token); n != 0 || len(token) < 43 {
		t.Error("the token is stored as it is, or short")
	}
}

func scannedAsks(_ *testing.T, w *apitest.Workspace) {
	token := linkOf(w, apitest.Address("ash"))
	w.API.ChangesNothing(func() {
		for range 20 {
			for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
				w.API.Call(method, "/join", "", nil, "User-Agent", "Barracuda Sentinel")
				w.API.Call(method, confirmPath+"?token="+token, "", nil, "User-Agent", "SafeLinks")
			}
		}
		w.API.Want(looksUp(w, token), 200, "")
	})
	w.API.Want(proves(w, token), 200, "")
}

func deadAskLinks(t *testing.T, w *apitest.Workspace) {
	ash := apitest.Address("ash")
	first := linkOf(w, ash)
	w.API.Clock.Advance(5*minute + second)
	second := linkOf(w, ash)
	w.API.Want(proves(w, first), 410, "access_request_superseded")
	w.API.Clock.Advance(24*hour - 2*time.Second)
	w.API.Want(looksUp(w, second), 200, "")
	w.API.Clock.Advance(3 * time.Second)
	for _, a := range []apitest.Answer{looksUp(w, second), proves(w, second)} {
		if text := string(w.API.Want(a, 410, "access_request_ended").Body); strings.Contains(text, w.ID) || strings.Contains(text, "Asker") {
			t.Errorf("the dead link tells %s", text)
		}
	}
	tasks(t, w)
	if n := w.API.Count("access_requests", "email = ?", ash); n != 0 {
		t.Error("what was typed is still there")
	}
	w.API.Want(proves(w, second), 410, "access_request_ended")
	w.Admin.Token = w.API.SignIn(w.Admin.Email)
	w.API.Want(proves(w, linkOf(w, ash)), 200, "")
}
