package apitest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// internals are what a refusal never says: how and with what the house is built, what the database answered, where it runs.
var internals = regexp.MustCompile(`(?i)select .*from|insert into|update .* set |delete from|\bwhere\b.*=|sqlstate|syntax error|constraint|duplicate key|violates|` +
	`relation "|no such (table|column)|\.go\b|goroutine|runtime error|panic|nil pointer|stack trace|github\.com|golang|go1\.|\bgorm|\bpgx|sqlite|postgres|pgconn|\becho\b|` +
	`strconv|jsontext|unmarshal|go (struct|value)|net/http|context (deadline|canceled)|/root/|/home/|/work/|/tmp/|/usr/|0x[0-9a-f]{6,}|%!|<nil>|` +
	`user_roles|user_locations|access_tokens|audit_events|audit_heads|invitation_tokens|webhook_deliveries|idempotency_keys|signing_keys|password_resets|river_job|token_hash`)

// saysNothing fails the test where a refusal tells of internals, or has no id by which its request is found in the log.
func saysNothing(t *testing.T, what string, status int, head http.Header, body []byte) {
	t.Helper()
	var said bytes.Buffer
	_ = head.Write(&said)
	said.Write(body)
	if found := internals.FindString(said.String()); found != "" {
		t.Errorf("%s: %d says %q: %.600s", what, status, found, said.String())
	}
	for _, name := range []string{"Server", "X-Powered-By", "Via"} {
		if head.Get(name) != "" {
			t.Errorf("%s: %d names its %s: %s", what, status, name, head.Get(name))
		}
	}
	var problem struct {
		RequestID string `json:"request_id"`
	}
	id := head.Get("X-Request-Id")
	if err := json.Unmarshal(body, &problem); id == "" || len(body) > 0 && (err != nil || problem.RequestID != id) {
		t.Errorf("%s: %d of %q with %.200s", what, status, id, body)
	}
}

// junk is what no parameter takes, or takes without harm.
var junk = []string{
	"x", "", "'", `"`, "';--", "' OR '1'='1", "%00", "%0d%0aX-Evil:%201", "%ff%fe", "..%2f..%2fetc%2fpasswd", "-1", "0", "99999999999999999999999", "1e309", "NaN",
	"null", "{}", "%7b%7b7*7%7d%7d", "2026-13-45T99:99:99Z", strings.Repeat("a", 3000), "%f0%9f%92%a9", "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e",
}

// junkFor leaves out, on PostgreSQL, what never comes near a database.
func junkFor(e store.Engine) []string {
	if e == store.SQLite {
		return junk
	}
	return []string{"'", `"`, "' OR '1'='1", "%00", "%ff%fe", "99999999999999999999999", "NaN", "2026-13-45T99:99:99Z", "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"}
}

// heads are headers that are spoilt, in pairs.
var heads = [][]string{
	{"If-Match", "x"},
	{"If-Match", `"v99-000000000000"`},
	{"If-Match", `W/"v1"`},
	{"If-Match", `"v99999999999999999999"`},
	{"If-Match", "*, *"},
	{"If-None-Match", `"`},
	{"Idempotency-Key", ""},
	{"Idempotency-Key", strings.Repeat("k", 256)},
	{"Idempotency-Key", "é"},
	{"Accept", "text/html;q=x"},
	{"Content-Type", "x"},
	{"Content-Type", "application/json; charset=\"x"},
	{"Authorization", "Basic Og=="},
	{"Authorization", "Bearer a.b.c"},
	{"Authorization", "Bearer " + strings.Repeat("x", 5000)},
	{"Authorization", "'"},
	{"Cookie", "gatehouse_refresh=';--"},
	{"Cookie", "="},
	{"X-Request-Id", "'\"<>"},
	{"X-Request-Id", strings.Repeat("r", 500)},
	{"Range", "bytes=9-1"},
	{"Origin", "null"},
	{"Sec-Fetch-Site", "cross-site"},
	{"Content-Encoding", "x"},
	{"X-Forwarded-For", "'"},
	{"Accept-Language", "''"},
	{"Last-Event-ID", "'"},
}

// Whatever is wrong with a request, its refusal says what to mend and nothing of how the house is built, in its body and in
// its head, and carries the id of the request.
func TestNoRefusalTellsOfInternals(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		weak := w.Holder("No Rights")
		statuses := map[int]int{}
		for _, op := range api.Operations {
			if op.ID == "streamEvents" {
				continue
			}
			t.Run(op.ID, func(t *testing.T) {
				w := w.For(t)
				c := goodCall(w, t, op)
				look := func(what string, a apitest.Answer) {
					statuses[a.Status]++
					if a.Status == http.StatusInternalServerError {
						t.Errorf("%s %s: %s", op.Method, what, a.Body)
					}
					if a.Status >= http.StatusBadRequest {
						saysNothing(t, op.Method+" "+what, a.Status, a.Header, a.Body)
					}
				}
				token := c.credential(w)
				for _, path := range misspelt(t, c, junkFor(d.Engine)) {
					look(path, w.API.Call(op.Method, path, token, "{"))
				}
				for _, pair := range heads {
					look(strings.Join(pair, ": "), c.with(w.API, token, "{", pair...))
				}
				for _, method := range []string{"FOO", "PUT", "TRACE", "CONNECT2"} {
					if method != op.Method {
						look(method, w.API.Call(method, c.path, token, nil))
					}
				}
				for _, token := range []string{"", weak.Token, "gh_x"} {
					look("as somebody else", w.API.Call(op.Method, c.path, token, "{"))
				}
				if op.Method != http.MethodGet && op.Method != http.MethodDelete {
					bodies := values(c)
					if d.Engine == store.SQLite { // these come nowhere near a database
						bodies = append(bodies, spoil(c)...)
					}
					for _, s := range bodies {
						look(s.name, c.with(w.API, token, s.body, "Content-Type", orJSON(s.kind)))
					}
				}
			})
		}
		for _, want := range []int{400, 401, 403, 404, 405, 412, 415, 422} {
			if statuses[want] == 0 {
				t.Errorf("nothing was answered %d: %v", want, statuses)
			}
		}
		api.Want(api.Call("GET", w.Path, w.Admin.Token, nil), 200, "")
	})
}

func orJSON(kind string) string {
	if strings.TrimSpace(kind) == "" {
		return "application/json"
	}
	return kind
}

// misspelt gives the path with junk in place of each of its ids, and behind it, in parameters that exist and not.
func misspelt(t *testing.T, c call, junk []string) []string {
	t.Helper()
	path, _, _ := strings.Cut(c.path, "?")
	list := []string{path + "?%zz", path + "?a=1;b=2", path + "?a=%ff", path + "?surprise=1", path + "?limit=1&limit=2", path + "?limit=x"}
	parts, names := strings.Split(path, "/"), strings.Split(c.op.Path, "/")
	for _, one := range junk {
		for i, name := range names {
			if strings.HasPrefix(name, "{") && name != "{workspace_id}" && one != "" {
				other := slices.Clone(parts)
				other[i] = url.PathEscape(unescaped(one))
				list = append(list, strings.Join(other, "/"))
			}
		}
		for _, p := range documented(t, c.op).Parameters {
			if p.Value.In == "query" && c.op.ID != "deleteWorkspace" { // whose name may be junk by then
				list = append(list, path+"?"+p.Value.Name+"="+url.QueryEscape(unescaped(one)))
			}
		}
	}
	return append(list, strings.Replace(path, "/workspaces/", "/workspaces/'", 1), strings.Replace(path, "/workspaces/", "/workspaces/%00", 1))
}

func unescaped(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// values puts what databases and templates stumble over into each field of a good body. Where a password is in it, each try
// would cost a hash.
func values(c call) []spoilt {
	good, _ := c.body.(map[string]any)
	var list []spoilt
	for name := range good {
		if slices.Contains([]string{"password", "current_password"}, name) {
			return nil
		}
		for _, one := range []string{"'", "' OR '1'='1", "%", "\u2028\u202e", "{{7*7}}", "99999999999999999999999", "2026-13-45T99:99:99Z", "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"} {
			text, _ := json.Marshal(changed(good, name, one))
			list = append(list, spoilt{name: name + " as " + one, body: string(text)})
		}
	}
	return list
}
