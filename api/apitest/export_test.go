package apitest_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func exported(w *apitest.Workspace, by apitest.Person, query string) apitest.Answer {
	return w.API.Want(w.API.Call("GET", w.Path+"/users/export"+query, by.Token, nil), 200, "")
}

// column gives the cells under a heading, without the heading.
func column(t *testing.T, a apitest.Answer, name string) []string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(a.Body))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("read the file: %v: %s", err, a.Body)
	}
	at := slices.Index(rows[0], name)
	var cells []string
	for _, row := range rows[1:] {
		cells = append(cells, row[at])
	}
	return cells
}

func TestExportHoldsWhatTheListShows(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		bo := w.Member("Bo Brown", "Member", "Approver")
		w.Invite("Ines Invited", "Member")
		listed := w.API.Want(w.API.Call("GET", w.Path+"/users?sort=-email&status=active&status=invited", w.Admin.Token, nil), 200, "").List("data")
		var want []string
		for _, one := range listed {
			want = append(want, apitest.At(one, "email").(string))
		}
		file := exported(w, w.Admin, "?sort=-email&status=active&status=invited")
		if got := column(t, file, "email"); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := column(t, exported(w, w.Admin, "?q=brown"), "role"); !slices.Equal(got, []string{"Approver|Member"}) {
			t.Errorf("got %v", got)
		}
		lines := strings.Split(strings.TrimSpace(string(exported(w, w.Admin, "?format=ndjson&q=brown").Body)), "\n")
		var one map[string]any
		if err := json.Unmarshal([]byte(lines[0]), &one); err != nil || len(lines) != 1 || one["email"] != bo.Email {
			t.Errorf("got %v, %v", lines, err)
		}
		if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename=users-acme-fleet-") {
			t.Errorf("the file is %q", got)
		}
		w.API.Want(w.API.Call("GET", w.Path+"/users/export?limit=5", w.Admin.Token, nil), 400, "unknown_parameter")
		w.API.Want(w.API.Call("GET", w.Path+"/users/export?sort=color", w.Admin.Token, nil), 422, "validation_failed")
	})
}

// H12 and H13: what people typed is no formula in a spreadsheet, and is not lost either.
func TestExportMakesFormulasHarmless(t *testing.T) {
	w := apitest.Start(t, testkit.NewSQLite(t)).Setup("Acme Fleet")
	names := []string{`=HYPERLINK("http://evil.example","x")`, "+1", "-2", "@SUM(A1)", "＝1", `a "quoted", name`}
	for _, name := range names {
		w.API.Want(w.Offer(w.Admin, apitest.Address("f"), name, "Member"), 201, "")
	}
	got := column(t, exported(w, w.Admin, "?sort=created_at&status=invited"), "name")
	for i, name := range names[:5] {
		if got[i] != "'"+name {
			t.Errorf("%q is %q", name, got[i])
		}
	}
	if got[5] != names[5] {
		t.Errorf("%q is %q", names[5], got[5])
	}
}

// C09: who loses the permission while the file is on its way gets no more of it, and does not take it for whole.
func TestExportEndsForWhoLosesThePermission(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		multitude(w, 8000)
		w.NewRole("Nothing")
		reader := w.Holder("Rae Reader", domain.UsersRead)
		whole, err := slowly(w, reader, func() {})
		if err != nil || whole != 8003 { // the Admin, the reader, and the heading
			t.Fatalf("the twin got %d lines, %v", whole, err)
		}
		part, err := slowly(w, reader, func() { w.SetRole(reader, "Nothing") })
		if err == nil || part >= whole {
			t.Errorf("got %d lines of %d, %v", part, whole, err)
		}
	})
}

// multitude writes so many users past the API, like the Admin in all but their names.
func multitude(w *apitest.Workspace, n int) {
	const digits = "substr(cast(100000000 + n AS text), 2)"
	numbers := fmt.Sprintf("WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d) ", n)
	uuid := func(kind string) string {
		if w.API.Database.Engine == store.Postgres {
			return "cast(" + digits + " || '-0000-7000-8000-00000000000" + kind + "' AS uuid)"
		}
		return digits + " || '-0000-7000-8000-00000000000" + kind + "'"
	}
	const name, email = "'Person ' || " + digits + " || ' with a name that is long enough to fill a page'", "'person' || " + digits + " || '@example.com'"
	w.API.Exec("INSERT INTO accounts (id, email, name, password_hash, version, created_at, updated_at) "+numbers+
		"SELECT "+uuid("1")+", "+email+", "+name+", '', 1, u.created_at, u.created_at FROM numbers, users u WHERE u.id = ?", w.Admin.UserID)
	w.API.Exec("INSERT INTO users (workspace_id, id, account_id, name, name_key, email, search, status, version, created_at, updated_at, last_active_at) "+numbers+
		"SELECT u.workspace_id, "+uuid("2")+", "+uuid("1")+", "+name+", lower("+name+"), "+email+", lower("+name+"), 'active', 1, u.created_at, u.created_at, u.created_at FROM numbers, users u WHERE u.id = ?", w.Admin.UserID)
}

// slowly reads an export, does something after its first bytes, waits, and reads the rest; it counts the lines.
func slowly(w *apitest.Workspace, by apitest.Person, then func()) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.API.URL+w.Path+"/users/export", nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+by.Token)
	// A small window, so that the rest of the export cannot wait in the connection's buffers while something happens.
	window := func(_, _ string, c syscall.RawConn) error {
		var refused error
		err := c.Control(func(fd uintptr) {
			refused = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 16<<10)
		})
		return errors.Join(err, refused)
	}
	client := http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{Control: window}).DialContext, DisableKeepAlives: true}}
	res, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	first := make([]byte, 1024)
	n, err := io.ReadFull(res.Body, first)
	if err != nil {
		return 0, err
	}
	then()
	rest, err := io.ReadAll(res.Body)
	return strings.Count(string(first[:n])+string(rest), "\r\n"), err
}
