package bench_test

import (
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// The kinds of ids that are filled in.
const (
	kindAccount, kindUser                                                          = "a001", "a002"
	waitingAccount, waitingUser, waitingInvitation, waitingApproval, waitingTokens = "b001", "b002", "b003", "b004", "b005"
	invitedAccount, invitedUser, invitedInvitation, invitedApproval                = "c001", "c002", "c003", "c004"
)

// world is a server with a workspace of many people, and what the workloads need to know of it.
type world struct {
	*apitest.Workspace
	process *apitest.Process
	fill    filler
	members int
	key     apitest.Key
	invite  replay // what an invitation writes
	approve replay // what an approval adds
	accept  replay // what accepting adds, by somebody who is signed in
}

// newWorld brings up a server and fills its workspace. Mail goes to a server that takes connections and never speaks, so
// that what is measured is the operation; BenchmarkImport measures the mail.
func newWorld(t *testing.T, d testkit.Database, members, stock, neighbours int) *world {
	t.Helper()
	p := apitest.Serve(t, d, "GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_LOG_LEVEL=warn", "GATEHOUSE_SMTP_URL=smtp://"+silent(t)+"?tls=none",
		"GATEHOUSE_MAX_PENDING_INVITATIONS=0", "GATEHOUSE_MAX_MAILS_PER_DAY=0")
	w := &world{Workspace: p.Setup("Acme Fleet"), process: p, fill: newFiller(t, d), members: members}
	w.key = w.NewKey(domain.UsersRead, domain.UsersInvite, domain.ApprovalsRead, domain.ApprovalsDecide, domain.RolesRead, domain.LocationsRead)
	p.Want(p.Call("PATCH", w.Path, w.Admin.Token, map[string]any{"approval_policy": "always"}), 200, "")
	w.learn(t)
	w.people()
	w.waiting(stock)
	w.invited(stock)
	w.returning(t, stock)
	w.neighbours(neighbours)
	w.fill.exec("UPDATE audit_heads SET people_active = people_active + " + fmt.Sprint(w.members) + ", people_waiting = people_waiting + " + fmt.Sprint(stock) +
		", people_invited = people_invited + " + fmt.Sprint(2*stock) + ", pending_invitations = pending_invitations + " + fmt.Sprint(2*stock) + ", pending_approvals = pending_approvals + " + fmt.Sprint(3*stock) + " WHERE scope = '" + w.ID + "'")
	w.fill.ready()
	return w
}

// silent listens and says nothing.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// learn does each thing once that is measured, and sees which rows it writes.
func (w *world) learn(t *testing.T) {
	t.Helper()
	before := snapshot(t, w.fill)
	w.inviteOne(t, invitedTemplate)
	after := snapshot(t, w.fill)
	w.invite = newReplay(before, after, invitedTemplate, "audit_heads")
	token := w.inviteOne(t, "template.waiting@example.com")
	p := w.process
	p.Want(p.Call("POST", "/api/v1/invitations/accept", "", map[string]any{"token": token, "password": apitest.Password, "name": "Template"}), 200, "")
	w.inviteOne(t, "template.approved@example.com")
	one := ""
	for _, a := range p.Want(p.Call("GET", w.Path+"/approvals", w.Admin.Token, nil), 200, "").List("data") {
		if apitest.At(a, "user", "email") == "template.approved@example.com" {
			one = fmt.Sprint(apitest.At(a, "id"))
		}
	}
	before = snapshot(t, w.fill)
	p.Want(p.Call("POST", w.Path+"/approvals/"+one+"/approve", w.Admin.Token, map[string]any{}), 200, "")
	w.approve = newReplay(before, snapshot(t, w.fill), "template.approved@example.com", "audit_heads", "users", "approvals")
	w.learnAccepting(t)
}

// inviteOne invites by link, or by mail where nobody needs the link, and gives the token.
func (w *world) inviteOne(t *testing.T, email string) string {
	t.Helper()
	body := map[string]any{"email": email, "name": "Template", "role_ids": []string{w.Role("Member")}}
	if !strings.Contains(email, "invited") && !strings.Contains(email, "approved") {
		body["deliver"] = "link"
	}
	made := w.process.Want(w.process.Call("POST", w.Path+"/invitations", w.Admin.Token, body), 201, "")
	return tokenIn(made.Text("accept_url"))
}

func tokenIn(link string) string {
	_, token, _ := strings.Cut(link, "#token=")
	return token
}

// people are the members: active, with the role Member.
func (w *world) people() {
	f, email := w.fill, w.fill.email("user")
	f.copies(w.members, "accounts", "t.email = '"+w.Admin.Email+"'", map[string]string{"id": f.id(kindAccount), "email": email, "name": f.name()})
	f.copies(w.members, "users", w.mine("email", w.Admin.Email), map[string]string{
		"id": f.id(kindUser), "account_id": f.id(kindAccount), "email": email, "name": f.name(), "name_key": "lower(" + f.name() + ")",
		"search": "lower(" + f.name() + ") || ' ' || " + email,
	})
	f.copies(w.members, "user_roles", w.mine("user_id", w.Admin.UserID), map[string]string{"user_id": f.id(kindUser), "role_id": "'" + w.Role("Member") + "'"})
}

// waiting are people who accepted and wait for approval.
func (w *world) waiting(many int) {
	f, email := w.fill, w.fill.email("waiting")
	const who = "template.waiting@example.com"
	f.copies(many, "accounts", "t.email = '"+who+"'", map[string]string{"id": f.id(waitingAccount), "email": email})
	f.copies(many, "users", w.mine("email", who), map[string]string{
		"id": f.id(waitingUser), "account_id": f.id(waitingAccount), "email": email, "search": email,
	})
	user := "t.user_id = (SELECT id FROM users WHERE email = '" + who + "')"
	f.copies(many, "user_roles", user, map[string]string{"user_id": f.id(waitingUser)})
	f.copies(many, "invitations", user, map[string]string{"id": f.id(waitingInvitation), "user_id": f.id(waitingUser), "email": email, "search": email})
	f.copies(many, "approvals", user, map[string]string{"id": f.id(waitingApproval), "user_id": f.id(waitingUser)})
}

// invited are people whose invitation nobody took yet; its token is invitedToken.
func (w *world) invited(many int) {
	w.fill.copies(many, "accounts", "t.email = '"+invitedTemplate+"'", map[string]string{"id": w.fill.id(invitedAccount), "email": w.fill.email("invited")})
	w.offered(many, "invited", [4]string{invitedAccount, invitedUser, invitedInvitation, invitedApproval}, invitedToken)
}

const invitedTemplate = "template.invited@example.com"

// offered invites the people of accounts that are there; kinds are those of the accounts, users, invitations and requests.
func (w *world) offered(many int, word string, kinds [4]string, token func(int) string) {
	f, email := w.fill, w.fill.email(word)
	user := "t.user_id = (SELECT id FROM users WHERE email = '" + invitedTemplate + "')"
	f.copies(many, "users", w.mine("email", invitedTemplate), map[string]string{"id": f.id(kinds[1]), "account_id": f.id(kinds[0]), "email": email, "search": email})
	f.copies(many, "user_roles", user, map[string]string{"user_id": f.id(kinds[1])})
	f.copies(many, "invitations", user, map[string]string{"id": f.id(kinds[2]), "user_id": f.id(kinds[1]), "email": email, "search": email})
	f.copies(many, "approvals", user, map[string]string{"id": f.id(kinds[3]), "user_id": f.id(kinds[1])})
	f.copies(many, "invitation_tokens", "t.invitation_id = (SELECT id FROM invitations WHERE email = '"+invitedTemplate+"')",
		map[string]string{"token_hash": "'to be set ' || n", "invitation_id": f.id(kinds[2])})
	for n := 1; n <= many; n++ {
		f.exec("UPDATE invitation_tokens SET token_hash = '" + secret.Hash(token(n)) + "' WHERE token_hash = 'to be set " + fmt.Sprint(n) + "'")
	}
}

func invitedToken(n int) string { return fmt.Sprintf("bench-%037d", n) }

func (w *world) mine(column, value string) string {
	return "t.workspace_id = '" + w.ID + "' AND t." + column + " = '" + value + "'"
}

func encoded(body any) []byte {
	text, _ := json.Marshal(body)
	return text
}
