package rest

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Outbox is where mail goes in development; internal/outbound fulfils it.
type Outbox interface {
	Newest(ctx context.Context, limit int) ([]domain.LocalMail, error)
	Message(ctx context.Context, one id.Mail) (domain.LocalMail, error)
	LinkOf(m domain.LocalMail) string
}

//go:embed devmail.html
var devMailPage string

const (
	devMails = 100
	// A message is shown in a frame of its own without scripts; its links open in a new tab.
	policyDevMail = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'none'; frame-ancestors 'none'"
)

type devMail struct {
	outbox Outbox
	page   *template.Template
}

// DevMailOperations show the local outbox to browsers on the same machine. They are mounted in development alone, where
// no mail server is set, and are no part of the API.
func DevMailOperations(o Outbox) ([]web.Operation, error) {
	page, err := template.New("devmail").Parse(devMailPage)
	if err != nil {
		return nil, err
	}
	d := devMail{outbox: o, page: page}
	return []web.Operation{
		web.Public("devListMail", http.MethodGet, "/dev/mail", d.list).Unlimited(),
		web.Public("devListMailJSON", http.MethodGet, "/dev/mail.json", d.listJSON).Unlimited(),
		web.Public("devReadMail", http.MethodGet, "/dev/mail/{mail_id}", d.read).Unlimited(),
	}, nil
}

// DevMessage is a message as scripts read it.
type DevMessage struct {
	ID        id.Mail   `json:"id"`
	To        string    `json:"to"`
	Subject   string    `json:"subject"`
	Text      string    `json:"text"`
	Link      string    `json:"link"`
	CreatedAt time.Time `json:"created_at"`
}

func (d devMail) message(m domain.LocalMail) DevMessage {
	return DevMessage{
		ID: m.ID, To: string(m.Recipient), Subject: m.Subject, Text: m.Text, Link: d.outbox.LinkOf(m), CreatedAt: m.CreatedAt.UTC(),
	}
}

type devMailView struct {
	List    []DevMessage
	Refresh bool
	Message *DevMessage
	Frame   string // the HTML part, as the document of a frame
}

func (d devMail) list(c echo.Context, _ authz.Visitor) error {
	all, err := d.newest(c)
	if err != nil {
		return err
	}
	return d.show(c, devMailView{List: all, Refresh: true})
}

// listJSON takes ?to=address to list the messages of one recipient.
func (d devMail) listJSON(c echo.Context, _ authz.Visitor) error {
	all, err := d.newest(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"data": all})
}

func (d devMail) newest(c echo.Context) ([]DevMessage, error) {
	if !local(c.Request(), c.RealIP()) {
		return nil, errs.Missing("page")
	}
	all, err := d.outbox.Newest(c.Request().Context(), devMails)
	if err != nil {
		return nil, err
	}
	out := make([]DevMessage, 0, len(all))
	for _, m := range all {
		if to := c.QueryParam("to"); to == "" || strings.EqualFold(to, string(m.Recipient)) {
			out = append(out, d.message(m))
		}
	}
	return out, nil
}

func (d devMail) read(c echo.Context, _ authz.Visitor) error {
	if !local(c.Request(), c.RealIP()) {
		return errs.Missing("page")
	}
	one, err := pathID[id.Mail](c, "mail_id", "message")
	if err != nil {
		return err
	}
	m, err := d.outbox.Message(c.Request().Context(), one)
	if err != nil {
		return err
	}
	shown := d.message(m)
	return d.show(c, devMailView{Message: &shown, Frame: `<base target="_blank">` + m.HTML})
}

func (d devMail) show(c echo.Context, v devMailView) error {
	var page bytes.Buffer
	if err := d.page.Execute(&page, v); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", policyDevMail)
	return c.HTMLBlob(http.StatusOK, page.Bytes())
}

// local tells a browser on this machine that asked for this machine: the connection and the client are loopback, and
// so is the name in Host, because a page elsewhere can point a name of its own at 127.0.0.1.
func local(r *http.Request, client string) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return false
	}
	real, err := netip.ParseAddr(client)
	if err != nil || !real.Unmap().IsLoopback() {
		return false
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
