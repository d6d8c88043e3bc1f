package apitest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// kind is one way of standing towards a workspace, with the access token of somebody who stands so.
type kind struct {
	name  string
	says  string
	token func(op web.Operation) string
}

const yes = "yes"

// kindsOf makes one person of each kind.
func kindsOf(t *testing.T, w *apitest.Workspace) []kind {
	t.Helper()
	other := w.API.Found("Elsewhere")
	token := func(text string) func(web.Operation) string { return func(web.Operation) string { return text } }
	stranger := other.Member("Stan Stranger", "Member")
	offered, _ := w.InviteToo(other.Member("Ivo Invited", "Member"), "Member")
	asking, link := w.InviteToo(other.Member("Pia Pending", "Member"), "Member")
	w.API.Want(w.API.AcceptAs(asking, link), 200, "")
	suspended := w.Member("Sue Suspended", "Admin")
	w.SetStatus(suspended, domain.StatusSuspended)
	w.NewRole("Nothing")
	elsewhere, link := w.InviteToo(other.Admin, "Nothing")
	w.API.Want(w.API.AcceptAs(elsewhere, link), 200, "")
	w.API.Want(w.Approve(w.Admin, elsewhere), 200, "")
	return []kind{
		{"nobody", "no credential at all", token("")},
		{"stranger", "active in another workspace alone", token(stranger.Token)},
		{"invited", "invited here, active in another workspace", token(offered.Token)},
		{"pending", "waiting for approval here, active in another workspace", token(asking.Token)},
		{"waiting", "waiting for approval, with the pending token", token(w.Pending("Will Waiting", "Admin").PendingToken)},
		{"too late", "waiting for approval, with a pending token past its end", token(latePending(t, w))},
		{"suspended", "Admin here until suspended", token(suspended.Token)},
		{"elsewhere", "active here without a permission, Admin of another workspace", token(elsewhere.Token)},
		{"lacking", "active here with every permission but the one that is needed", holders(w, "Lacking", func(p domain.Permission) []domain.Permission {
			return apitest.Without(p)
		})},
		{"holding", "active here with exactly the permission that is needed", holders(w, "Holding", func(p domain.Permission) []domain.Permission {
			return []domain.Permission{p}
		})},
		{"key lacking", "an API key of an Admin with every permission but the one that is needed", keyed(w, func(p domain.Permission) []domain.Permission {
			return apitest.Without(p)
		})},
		{"key", "an API key of an Admin with exactly the permission that is needed", keyed(w, func(p domain.Permission) []domain.Permission {
			return []domain.Permission{p}
		})},
		{"key above", "an API key with every permission, whose maker holds none any more", token(demotedKey(w))},
		{"key elsewhere", "an API key of another workspace with every permission", token(other.NewKey(apitest.Without()...).Secret)},
		{"dead key", "an API key with every permission that was deleted", token(deletedKey(w))},
	}
}

// keyed gives for each permission a key of the Admin's with the set that is made of it; one and the same for no permission.
func keyed(w *apitest.Workspace, set func(domain.Permission) []domain.Permission) func(web.Operation) string {
	made := map[domain.Permission]string{}
	return func(op web.Operation) string {
		if _, ok := made[op.Permission]; !ok {
			var permissions []domain.Permission
			if op.Permission != "" {
				permissions = set(op.Permission)
			}
			made[op.Permission] = w.NewKey(permissions...).Secret
		}
		return made[op.Permission]
	}
}

func demotedKey(w *apitest.Workspace) string {
	maker := w.Holder("Max Maker", apitest.Without()...)
	key := w.KeyOf(maker, apitest.Without()...)
	w.NewRole("Demoted")
	w.SetRole(maker, "Demoted")
	return key.Secret
}

func deletedKey(w *apitest.Workspace) string {
	key := w.NewKey(apitest.Without()...)
	w.API.Want(w.API.Call("DELETE", w.Path+"/api-keys/"+key.ID, w.Admin.Token, nil), 204, "")
	return key.Secret
}

// holders gives for each permission a person with the set that is made of it; one and the same for no permission.
func holders(w *apitest.Workspace, name string, set func(domain.Permission) []domain.Permission) func(web.Operation) string {
	made := map[domain.Permission]string{}
	return func(op web.Operation) string {
		if _, ok := made[op.Permission]; !ok {
			var permissions []domain.Permission
			if op.Permission != "" {
				permissions = set(op.Permission)
			}
			made[op.Permission] = w.Holder(fmt.Sprintf("%s %s", name, strings.ReplaceAll(string(op.Permission), ":", " ")), permissions...).Token
		}
		return made[op.Permission]
	}
}

// past is a clock that stands where a pending token made now has ended by now.
type past struct{ clock *testkit.Clock }

func (p past) Now() time.Time { return p.clock.Now().Add(-domain.PendingLife - time.Minute) }

func latePending(t *testing.T, w *apitest.Workspace) string {
	t.Helper()
	keys, err := secret.NewKeys([]byte(testkit.Secret))
	if err != nil {
		t.Fatal(err)
	}
	then := identity.New(keys, w.API.App.Config.PublicURL, past{w.API.Clock})
	p := w.Pending("Lea Late", "Member")
	account := apitest.Look[string](w.API, "SELECT account_id FROM users WHERE id = ?", p.UserID)
	version := apitest.Look[int64](w.API, "SELECT version FROM accounts WHERE id = ?", account)
	token, err := then.PendingToken(domain.Account{ID: id.Account(account), Version: version})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// expected is the whole rule of who may call what.
func expected(op web.Operation, k kind) string {
	forged := k.name == "nobody" || k.name == "waiting" || k.name == "too late" || k.name == "dead key" // no credential that is good
	isKey := strings.HasPrefix(k.name, "key")
	switch {
	case op.Entry == web.EntryPublic && strings.HasSuffix(op.ID, "Pending"):
		if k.name == "waiting" {
			return yes
		}
		return "401"
	case op.ID == "acceptInvitation" || op.ID == "confirmAccessRequest":
		switch {
		case k.name == "nobody":
			return yes
		case forged:
			return "401"
		}
		return "403" // the link is for somebody else
	case op.Entry == web.EntryPublic:
		return yes
	case forged:
		return "401"
	case op.Entry == web.EntrySignedIn && isKey:
		return "403"
	case op.Entry == web.EntrySignedIn:
		return yes
	case slices.Contains([]string{"lacking", "elsewhere", "holding", "key lacking", "key", "key above"}, k.name):
		switch {
		case op.Permission != "" && k.name != "holding" && k.name != "key":
			return "403 " + string(op.Permission)
		case isKey && op.OnlyPeople():
			return "403"
		}
		return yes
	}
	return "404"
}

// Who may call what, for every operation and every kind of person, on both engines. The rule stands in expected;
// the table is what happened.
func TestEveryOperationLetsInWhomItShouldAndNobodyElse(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		kinds := kindsOf(t, w)
		var table strings.Builder
		for _, op := range api.Operations {
			cells := enterAs(t, w, op, kinds)
			fmt.Fprintf(&table, "| `%s` | %s | %s |\n", op.ID, permissionCell(op), strings.Join(cells, " | "))
		}
		testkit.Golden(t, "../../docs/reference/permissions-matrix.md", matrixPage(kinds, table.String()))
	})
}

func enterAs(t *testing.T, w *apitest.Workspace, op web.Operation, kinds []kind) []string {
	t.Helper()
	cells := make([]string, len(kinds))
	tokens := make([]string, len(kinds))
	for i, k := range kinds {
		tokens[i] = k.token(op)
	}
	refused := goodCall(w, t, op)
	w.API.Settle()
	before := w.API.State()
	for i, k := range kinds {
		if want := expected(op, k); want != yes {
			cells[i] = cell(refused, refused.with(w.API, tokens[i], refused.body))
		}
	}
	if changed := w.API.State().Since(before); len(slices.DeleteFunc(changed, isAudit)) > 0 {
		t.Errorf("%s: a refused call changed %v", op.ID, changed)
	}
	for i, k := range kinds {
		want := expected(op, k)
		if want == yes {
			c := goodCall(w, t, op)
			cells[i] = cell(c, c.by(w.API, tokens[i]))
		}
		if cells[i] != want {
			t.Errorf("%s as %s: %s, want %s", op.ID, k.name, cells[i], want)
		}
	}
	return cells
}

func isAudit(table string) bool { return table == "audit_events" || table == "audit_heads" }

func cell(c call, a apitest.Answer) string {
	switch {
	case a.Status == c.status:
		return yes
	case a.Code() == "permission_denied":
		return fmt.Sprintf("403 %s", a.Text("permission"))
	}
	return fmt.Sprint(a.Status)
}

func permissionCell(op web.Operation) string {
	if op.Permission != "" {
		return "`" + string(op.Permission) + "`"
	}
	return string(op.Entry)
}

func matrixPage(kinds []kind, table string) string {
	var b strings.Builder
	b.WriteString("# Who may call what\n\n" +
		"This page is written by a test that makes every call as every kind of person, on SQLite and on PostgreSQL.\n" +
		"`yes` is a success; every other cell is the status of the refusal, for a 403 with the permission that it names.\n" +
		"A 404 is the answer for a workspace that does not exist.\n\n")
	for _, k := range kinds {
		fmt.Fprintf(&b, "- **%s**: %s\n", k.name, k.says)
	}
	b.WriteString("\n| operation | needs |")
	for _, k := range kinds {
		b.WriteString(" " + k.name + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(kinds)) + "\n" + table)
	return b.String()
}
