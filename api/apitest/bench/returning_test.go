package bench_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// The kinds of ids of people who have an account already, are signed in, and are invited.
const returningAccount, returningUser, returningInvitation, returningApproval, returningSession = "d001", "d002", "d003", "d004", "d005"

// learnAccepting sees what is written when somebody accepts who has a place elsewhere and is signed in: no password is hashed.
func (w *world) learnAccepting(t *testing.T) {
	t.Helper()
	const email = "template.returning@example.com"
	p := w.process
	elsewhere := "/api/v1/workspaces/" + p.Want(p.Call("POST", "/api/v1/workspaces", w.Admin.Token, map[string]any{"name": "Elsewhere"}), 201, "").Text("id")
	p.Want(p.Call("PATCH", elsewhere, w.Admin.Token, map[string]any{"approval_policy": "never"}), 200, "")
	role := ""
	for _, r := range p.Want(p.Call("GET", elsewhere+"/roles", w.Admin.Token, nil), 200, "").List("data") {
		if apitest.At(r, "name") == "Member" {
			role = fmt.Sprint(apitest.At(r, "id"))
		}
	}
	there := p.Want(p.Call("POST", elsewhere+"/invitations", w.Admin.Token,
		map[string]any{"email": email, "name": "Template", "role_ids": []string{role}, "deliver": "link"}), 201, "")
	p.Want(p.Call("POST", "/api/v1/invitations/accept", "",
		map[string]any{"token": tokenIn(there.Text("accept_url")), "password": apitest.Password, "name": "Template"}), 200, "")
	token := w.inviteOne(t, email)
	signedIn := p.SignIn(email)
	before := snapshot(t, w.fill)
	p.Want(p.Call("POST", "/api/v1/invitations/accept", signedIn, map[string]any{"token": token}), 200, "")
	w.accept = newReplay(before, snapshot(t, w.fill), email, "audit_heads", "users", "approvals", "invitations", "invitation_tokens", "accounts", "sessions")
	p.Want(p.Call("DELETE", elsewhere+"?name=Elsewhere", w.Admin.Token, nil), 204, "") // the administrator has one place, as before
}

// returning are people whose account and session were there before their invitation; its token is returningToken, and
// signedIn is their access token.
func (w *world) returning(t *testing.T, many int) {
	t.Helper()
	f, email := w.fill, w.fill.email("returning")
	session := ""
	if err := f.db.QueryRow("SELECT CAST(id AS text) FROM sessions ORDER BY id DESC LIMIT 1").Scan(&session); err != nil {
		t.Fatal(err)
	}
	f.copies(many, "accounts", "t.email = '"+w.Admin.Email+"'", map[string]string{"id": f.id(returningAccount), "email": email})
	f.copies(many, "sessions", "t.id = '"+session+"'", map[string]string{"id": f.id(returningSession), "account_id": f.id(returningAccount), "token_hash": "'session ' || n"})
	w.offered(many, "returning", [4]string{returningAccount, returningUser, returningInvitation, returningApproval}, returningToken)
}

func returningToken(n int) string { return fmt.Sprintf("again-%037d", n) }

// signedIn mints the access token of the n-th of them, as the server would.
func (w *world) signedIn(t *testing.T) func(n int) string {
	t.Helper()
	keys, err := secret.NewKeys([]byte(testkit.Secret))
	if err != nil {
		t.Fatal(err)
	}
	const kind = "gatehouse-access+jwt"
	key := keys.Derive("jwt/" + kind)
	var mine jwt.MapClaims
	if _, _, err := jwt.NewParser().ParseUnverified(w.Admin.Token, &mine); err != nil {
		t.Fatal(err)
	}
	return func(n int) string {
		now := time.Now()
		token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"iss": mine["iss"], "aud": []string{kind}, "sub": nthID(returningAccount, n), "sid": nthID(returningSession, n),
			"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(10 * time.Minute).Unix(),
		})
		token.Header["typ"] = kind
		text, _ := token.SignedString(key)
		return text
	}
}
