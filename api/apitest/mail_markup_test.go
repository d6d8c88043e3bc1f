package apitest_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"mvdan.cc/xurls/v2"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// lures are names of people and things that want to be more than text in a mail: elements, links, and what mail programs
// make links of by themselves. None of them is longer than a name may be.
var lures = []string{
	`<a href="https://evil.com/x">Go</a><img src=//evil.com/p.png>"><script>alert(1)</script></style><!-- &lt;b {{.Link}}`,
	`हिन्दी.com बी.भारत é.com ☺.ws b.com xn--e1afmkfd.com evil。com evil．com evil｡com evil․com (e.com) "evil.com". _evil.com_`,
	`https://evil.com HTTPS://EVIL.COM:8443/?q www.evil.com //evil.co.uk mailto:a@evil.com b@evil.com tel:+493012345 data:x,`,
}

// moreLures stand in texts of several lines, with the names.
const moreLures = `[Confirm](https://evil.com) <https://evil.com> <evil.com> http:evil.com http:/\evil.com a.b@evil.co.uk?subject=x
203.0.113.9 http://3405803785/ sms:+493012345 javascript:alert(1) file:///etc/passwd ftp://evil.com magnet:?xt=x bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT
<!-- ]]> --> &#x68;ttps&colon;//evil.com &#46;com ${x} evil.com, evil.com; evil.com: evil.com! 'evil.com' *evil.com*`

// In no mail that there is do names, reasons and messages become markup or links; only what the house itself points to can be
// clicked: F02. The kinds are those that have an agreed text.
func TestNamesAreNoMarkupAndNoLinksInAnyMail(t *testing.T) {
	kinds := lettersAgreed(t)
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_PUBLIC_URL="+configured, "GATEHOUSE_BULK_MAIL_RATE=1000")
		api.Setup("Acme Fleet")
		for n := range lures {
			t.Run(string(rune('a'+n)), func(t *testing.T) {
				w := api.For(t).Found("Acme Fleet")
				sendsAll(w, n)
				var sent map[string][]apitest.Letter
				apitest.Eventually(t, 30*time.Second, "a mail of each kind leaves", func() bool {
					sent = w.API.LettersByKind(w)
					return len(sent) >= len(kinds)
				})
				for _, kind := range kinds {
					for _, l := range sent[kind] {
						inertText(t, kind, l)
						inertPage(t, kind, l)
					}
					if len(sent[kind]) == 0 {
						t.Errorf("no mail of the kind %s was sent", kind)
					}
				}
			})
		}
	})
}

func lettersAgreed(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../internal/outbound/testdata/letters/*.txt")
	if err != nil || len(files) < 15 {
		t.Fatalf("the agreed letters are %v, %v", files, err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(filepath.Base(file), ".txt")
	}
	return files
}

// sendsAll makes the house write a mail of each kind, with the nth lure wherever somebody can type.
func sendsAll(w *apitest.Workspace, n int) {
	lure, all := lures[n], strings.Join(lures, "\r\n\r\n")+"\n"+moreLures
	want := func(status int, method, path, token string, body any) {
		w.API.Want(w.API.Call(method, path, token, body), status, "")
	}
	w.Update(map[string]any{"name": lure, "approval_policy": "always"})
	want(200, "PATCH", w.Path+"/users/"+w.Admin.UserID, w.Admin.Token, map[string]any{"name": lure})
	role := w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{"name": lure, "permissions": []string{"users:invite", "users:read", "roles:read", "locations:read", "webhooks:manage"}}), 201, "").Text("id")
	place := w.NewLocation(lure)
	offer := func(email string) apitest.Person {
		made := w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": email, "name": lure, "role_ids": []string{role}, "location_ids": []string{place}, "message": all,
		}), 201, "")
		return apitest.Person{Email: email, Name: lure, UserID: made.Text("id")}
	}
	// invitation, invitation_resent, approval_needed, new_link_asked, access_request_invited
	ann := offer(apitest.Address("ann"))
	old := w.API.AwaitLetters(ann.Email, "invited you", 1)[0].Token()
	want(200, "POST", w.Path+"/invitations/"+w.InvitationOf(ann)+"/resend", w.Admin.Token, nil)
	want(202, "POST", asksNew, "", map[string]any{"token": old})
	joining := "/api/v1/workspaces/" + opened(w) + "/access-requests"
	asks := func(email string) {
		want(202, "POST", joining, "", map[string]any{"email": email, "name": lure, "message": all})
	}
	asks(ann.Email)
	// approved, access_changed, access_request_member, access_request_confirm, rejected
	bo := offer(apitest.Address("bo"))
	want(200, "POST", "/api/v1/invitations/accept", "", map[string]any{"token": w.API.AwaitLetters(bo.Email, "invited you", 1)[0].Token(), "password": apitest.Password})
	w.API.Want(w.Approve(w.Admin, bo), 200, "")
	want(200, "PATCH", w.Path+"/users/"+bo.UserID, w.Admin.Token, map[string]any{"role_ids": []string{role, w.Role("Member")}, "location_ids": []string{}})
	want(200, "POST", w.Path+"/users/"+bo.UserID+"/suspend", w.Admin.Token, nil)
	want(200, "POST", w.Path+"/users/"+bo.UserID+"/reactivate", w.Admin.Token, nil)
	asks(bo.Email)
	asks(apitest.Address("ash"))
	cy, _ := w.Invite("Cy", "Member")
	want(200, "PATCH", w.Path+"/users/"+cy.UserID, w.Admin.Token, map[string]any{"name": lure})
	want(200, "POST", w.Path+"/approvals/"+w.ApprovalOf(cy)+"/reject", w.Admin.Token, map[string]any{"reason": all, "notify": true})
	// webhook_disabled: of an endpoint of whoever may not have one any more
	hook := w.Holder("Hal Hook", domain.WebhooksManage)
	w.API.Want(w.MakeHook(hook.Token, "https://login.evil.com/x?y", "role.created"), 201, "")
	w.SetRole(hook, "Member")
	addRole(w, "Fleet")
	sendsOfAccounts(w, bo, lure)
}

// sendsOfAccounts makes the mails about somebody's own account: new_device, password_reset, email_confirm, email_leaving,
// email_taken, email_changed.
func sendsOfAccounts(w *apitest.Workspace, bo apitest.Person, lure string) {
	signInFrom(w, bo, firefox)
	signInFrom(w, bo, safari+lure[:20])
	bo.Token = w.API.SignIn(bo.Email)
	w.API.Want(w.API.Call("PATCH", mine, bo.Token, map[string]any{"name": lure}), 200, "")
	w.API.Want(w.API.Call("POST", askReset, "", map[string]any{"email": bo.Email}), 202, "")
	w.API.Want(askMove(w, bo.Token, w.Holder("Taken").Email), 202, "")
	dee, moved := w.Holder("Dee"), apitest.Address("moved")
	w.API.Want(w.API.Call("PATCH", mine, dee.Token, map[string]any{"name": lure}), 200, "")
	w.API.Want(askMove(w, dee.Token, moved), 202, "")
	w.API.Want(confirmMove(w, letterToken(w, dee.Email, toOld)), 200, "")
	w.API.Want(confirmMove(w, letterToken(w, moved, toNew)), 200, "")
}

// clickable finds what mail programs make links of by themselves.
var clickable = xurls.Relaxed()

// ours tells what the house itself says that can be clicked: its own address, and the network of a device.
func ours(link string) bool {
	return link == configured || strings.HasPrefix(link, configured+"/") || strings.HasPrefix(link, "127.0.0.0")
}

func inertText(t *testing.T, kind string, l apitest.Letter) {
	t.Helper()
	for _, link := range clickable.FindAllString(l.Text, -1) {
		if !ours(link) {
			t.Errorf("%s: %q can be clicked in the text:\n%s", kind, link, l.Text)
		}
	}
}

// inertPage reads the page as a mail program does. It has the elements of the house's own template, which point to the house
// alone, and no text that a program makes a link of.
func inertPage(t *testing.T, kind string, l apitest.Letter) {
	t.Helper()
	page, err := html.Parse(strings.NewReader(l.HTML))
	if err != nil {
		t.Fatal(err)
	}
	for n := range page.Descendants() {
		switch {
		case n.Type == html.CommentNode:
			t.Errorf("%s: there is a comment %q", kind, n.Data)
		case n.Type == html.TextNode && n.Parent.Data != "style":
			for _, link := range clickable.FindAllString(n.Data, -1) {
				if !ours(link) {
					t.Errorf("%s: %q can be clicked on the page: %s", kind, link, n.Data)
				}
			}
		case n.Type == html.ElementNode:
			if !slices.Contains(strings.Fields("html head meta title style body div table tbody tr td h1 p ul li a"), n.Data) {
				t.Errorf("%s: there is an element %s", kind, n.Data)
			}
			for _, a := range n.Attr {
				loads := strings.Contains(a.Val, "url(") || strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "background"
				if loads || a.Key == "href" && (!ours(a.Val) || n.Data != "a") {
					t.Errorf("%s: <%s %s=%q>", kind, n.Data, a.Key, a.Val)
				}
			}
		}
	}
}
