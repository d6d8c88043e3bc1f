package outbound_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const publicURL = "https://gatehouse.example"

func letters(t testing.TB) *outbound.Letters {
	t.Helper()
	l, err := outbound.NewLetters(publicURL, "Gatehouse <mail@gatehouse.example>")
	must(t, err)
	return l
}

func mailOf(kind domain.MailKind) domain.Mail {
	return domain.Mail{
		ID: "01a1f000-0000-7000-8000-000000000001", Kind: kind, Recipient: "ann@example.com",
		MessageID: "<01a1f000-0000-7000-8000-000000000001@gatehouse.example>", CreatedAt: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC),
	}
}

func samples() map[domain.MailKind]domain.MailData {
	ends := time.Date(2026, 11, 28, 20, 0, 0, 0, time.UTC)
	invitation := domain.MailData{
		Name: "Ann Example", WorkspaceName: "Acme Rail", InviterName: "Bob Boss", Roles: []string{"Member", "Approver", "Fleet"},
		Message: "Hi Ann,\n\nwelcome aboard!", Link: "/invite#token=T0KEN", ExpiresAt: ends,
	}
	return map[domain.MailKind]domain.MailData{
		domain.MailInvitation:       invitation,
		domain.MailInvitationResent: invitation,
		domain.MailNewLinkAsked:     {Name: "Ann Example", Email: "ann@example.com", WorkspaceName: "Acme Rail", Link: "/w/1/settings/users"},
		domain.MailApprovalNeeded: {
			WorkspaceName: "Acme Rail", Count: 14, Link: "/w/1/login-requests",
			People: strings.Fields("Ann Bea Cem Dov Eva Fay Gil Hal Ida Jon Kai"),
		},
		domain.MailApproved:      {Name: "Ann Example", WorkspaceName: "Acme Rail", Link: "/sign-in"},
		domain.MailRejected:      {Name: "Ann Example", WorkspaceName: "Acme Rail", Message: "We could not confirm who you are."},
		domain.MailAccessConfirm: {WorkspaceName: "Acme Rail", Link: "/join#token=T0KEN", ExpiresAt: ends},
		domain.MailAccessMember:  {WorkspaceName: "Acme Rail", Link: "/sign-in"},
		domain.MailAccessInvited: {WorkspaceName: "Acme Rail"},
		domain.MailWebhookDisabled: {
			Name: "Ann Example", WorkspaceName: "Acme Rail", Webhook: "hooks.example.com", Reason: "failing", Link: "/w/1/settings/webhooks",
		},
		domain.MailAccessChanged: {Name: "Ann Example", WorkspaceName: "Acme Rail", Changes: []domain.AccessChange{
			{Kind: domain.AccessRoles, Now: []string{"Member", "Fleet"}, By: "Bob Boss"},
			{Kind: domain.AccessLocations, Now: strings.Fields("Ayr Bath Cork Deal Ely Fife Goole Hull Ilford Jarrow Keswick Leeds"), By: "Bob Boss"},
			{Kind: domain.AccessLocations, By: "Bob Boss"},
			{Kind: domain.AccessSuspended, By: "Cleo Chief"},
			{Kind: domain.AccessReactivated, By: "Cleo Chief"},
			{Kind: domain.AccessRemoved, By: "Cleo Chief"},
		}},
		domain.MailPasswordReset: {Name: "Ann Example", Link: "/reset-password#token=T0KEN", ExpiresAt: ends},
		domain.MailEmailConfirm:  {Name: "Ann Example", Email: "ann@old.example", Link: "/confirm-email?mailbox=new#token=T0KEN", ExpiresAt: ends},
		domain.MailEmailLeaving:  {Name: "Ann Example", Email: "ann@new.example", Link: "/confirm-email?mailbox=old#token=T0KEN", ExpiresAt: ends},
		domain.MailEmailTaken:    {Email: "ann@example.com", Link: "/sign-in"},
		domain.MailEmailChanged:  {Name: "Ann Example", Email: "ann@new.example"},
		domain.MailNewDevice:     {Name: "Ann Example", Device: "Firefox on Windows", Network: "203.0.113.0/24", At: ends, Link: "/account?tab=sessions"},
	}
}

func TestLettersReadAsAgreed(t *testing.T) {
	t.Parallel()
	for kind, data := range samples() {
		t.Run(string(kind), func(t *testing.T) {
			e, err := letters(t).Write(mailOf(kind), data)
			must(t, err)
			testkit.Golden(t, "testdata/letters/"+string(kind)+".txt", "Subject: "+e.Subject+"\n\n"+e.Text)
			testkit.Golden(t, "testdata/letters/"+string(kind)+".html", e.HTML)
		})
	}
}

// parts takes a message apart as a mail program does.
func parts(t testing.TB, raw []byte) (netmail.Header, map[string]string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	must(t, err)
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	must(t, err)
	if kind != "multipart/alternative" {
		t.Fatalf("the message is %s", kind)
	}
	out := map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return m.Header, out
		}
		must(t, err)
		name, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		must(t, err)
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		must(t, err)
		out[name] = string(body)
	}
}

func TestBothPartsCarryTheSameOneLink(t *testing.T) {
	t.Parallel()
	e, err := letters(t).Write(mailOf(domain.MailInvitation), samples()[domain.MailInvitation])
	must(t, err)
	_, body := parts(t, e.Raw)
	link := publicURL + "/invite#token=T0KEN"
	if !strings.Contains(body["text/plain"], "\n"+link+"\r\n") && !strings.Contains(body["text/plain"], "\n"+link+"\n") {
		t.Errorf("the text part has no line with the link:\n%s", body["text/plain"])
	}
	if !strings.Contains(body["text/html"], `href="`+link+`"`) {
		t.Errorf("the HTML part has not the link:\n%s", body["text/html"])
	}
	for _, sign := range []string{"<img", "<script", "<link", "url("} {
		if strings.Contains(body["text/html"], sign) {
			t.Errorf("the HTML part loads something: %s", sign)
		}
	}
}

// F02, F04: what people typed stays what they typed, in one line, with no link and no header of its own.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	hostile := "Eve\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>\x00\u202E <a href=\"https://evil.example\">www.evil.example</a> https://evil.example/x?y"
	data := domain.MailData{
		Name: hostile, WorkspaceName: hostile, InviterName: hostile, Roles: []string{hostile}, Message: hostile, People: []string{hostile, hostile},
		Changes: []domain.AccessChange{{Kind: domain.AccessRoles, Now: []string{hostile}, By: hostile}, {Kind: domain.AccessSuspended, By: hostile}},
		Email:   hostile, Link: "/invite#token=T0KEN",
	}
	for kind := range samples() {
		e, err := letters(t).Write(mailOf(kind), data)
		must(t, err)
		header, body := parts(t, e.Raw)
		to, err := header.AddressList("To")
		must(t, err)
		if len(to) != 1 || to[0].Address != "ann@example.com" || header.Get("Bcc") != "" || header.Get("Cc") != "" {
			t.Errorf("%s: the recipients are %v, Bcc %q", kind, to, header.Get("Bcc"))
		}
		if strings.ContainsAny(e.Subject, "\r\n\x00") {
			t.Errorf("%s: the subject is %q", kind, e.Subject)
		}
		for _, bad := range []string{"<script", "<a href=\"https://evil", "://evil.example", "www.evil", "evil.example", "\x00", "\u202E"} {
			if strings.Contains(body["text/html"], bad) || (bad[0] != '<' && strings.Contains(body["text/plain"], bad)) {
				t.Errorf("%s: %q came through", kind, bad)
			}
		}
		linkless := kind == domain.MailRejected || kind == domain.MailAccessInvited || kind == domain.MailEmailChanged || kind == domain.MailAccessChanged // they offer nothing to do
		if n := strings.Count(body["text/html"], `href="`); !linkless && n != 2 {
			t.Errorf("%s: %d links in the HTML part, want our one twice", kind, n)
		}
	}
}

// F01: a link is a path of ours behind the configured public URL, or nothing is written.
func TestNoLinkLeavesTheHouse(t *testing.T) {
	t.Parallel()
	for _, link := range []string{"", "//evil.example/x", "https://evil.example/x", `/\evil.example`, "/a b", "/x\r\nBcc: y", "javascript:alert(1)"} {
		data := samples()[domain.MailInvitation]
		data.Link = link
		if e, err := letters(t).Write(mailOf(domain.MailInvitation), data); err == nil {
			t.Errorf("%q was written:\n%s", link, e.Text)
		}
	}
}

func TestLettersAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 100_000)
	data := samples()[domain.MailInvitation]
	data.Name, data.Message, data.InviterName = long, long, long
	data.Roles = strings.Fields(strings.Repeat("Role ", 10_000))
	for range 1_000 {
		data.Changes = append(data.Changes, domain.AccessChange{Kind: domain.AccessRoles, Now: []string{long, long}, By: long})
	}
	for _, kind := range []domain.MailKind{domain.MailInvitation, domain.MailAccessChanged} {
		e, err := letters(t).Write(mailOf(kind), data)
		must(t, err)
		if len(e.Raw) > 40_000 || len([]rune(e.Subject)) > 200 {
			t.Errorf("%s: the message has %d bytes, its subject %d characters", kind, len(e.Raw), len([]rune(e.Subject)))
		}
		for line := range strings.Lines(string(e.Raw)) {
			if len(line) > 998 {
				t.Errorf("%s: a line of %d bytes goes over the wire", kind, len(line))
			}
		}
	}
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	t.Parallel()
	for _, bad := range [][2]string{{"", "a@b.example"}, {"ftp://x.example", "a@b.example"}, {"https://x.example", "nobody"}, {"https://x.example", "a@b.example\r\nBcc: c@d.example"}} {
		if _, err := outbound.NewLetters(bad[0], bad[1]); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	for _, bad := range []string{"", "http://x.example", "smtp://", "smtp://x.example?tls=maybe", "mail.example:25"} {
		if _, err := outbound.NewSMTP(bad, "a@b.example", nil, outbound.DefaultSMTPTimes()); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
