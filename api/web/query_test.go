package web_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

func listing(cursors *page.Cursors) func(echo.Context) error {
	return func(c echo.Context) error {
		q := web.QueryOf(c)
		text, many, role := q.Text("q", 10), q.Many("status", "a", "b"), web.QueryID[id.Role](q, "role_id")
		request := q.Page(cursors, "name")
		if err := q.Done(); err != nil {
			return err
		}
		return web.OK(c, map[string]any{
			"q": text, "sort": request.Sort, "status": many, "role": role, "limit": request.Limit, "after": request.After,
			"count": request.Count, "next": q.Next(cursors, []string{"k", "1"}),
		})
	}
}

func TestQueryRefusesWhatNobodyAskedFor(t *testing.T) {
	cursors := page.NewCursors([]byte("key"))
	h := on(t, visit(http.MethodGet, "/things", listing(cursors)), visit(http.MethodGet, "/others", listing(cursors)))
	for query, code := range map[string]string{
		"statu=a": "unknown_parameter", "Q=x": "unknown_parameter", "q=%zz": "bad_request", "q=%00": "bad_request", "q=%ff": "bad_request",
		"%ff=1": "bad_request", "a;b=1": "bad_request", "cursor=x": "cursor_invalid", "cursor=" + page.NewCursors([]byte("other")).Write("/things?", []string{"k"}): "cursor_invalid",
		"q=a&q=b": "validation_failed", "q=12345678901": "validation_failed", "sort=zip": "validation_failed",
		"status=c": "validation_failed", "role_id=1": "validation_failed", "role_id=": "validation_failed", "limit=0": "validation_failed",
		"limit=201": "validation_failed", "limit=1e2": "validation_failed", "limit=99999999999999999999": "validation_failed",
		"count=maybe": "validation_failed",
	} {
		if got := h.ask(http.MethodGet, "/things?"+query, ""); got.code(t) != code {
			t.Errorf("%s: got %s, want %s", query, got.code(t), code)
		}
	}
}

func TestQueryReadsWhatIsRight(t *testing.T) {
	cursors := page.NewCursors([]byte("key"))
	h := on(t, visit(http.MethodGet, "/things", listing(cursors)))
	got := h.ask(http.MethodGet, "/things?q=%25_&status=b&status=a&status=a&sort=-name&limit=7&count=true", "")
	next := cursors.Write("/things?q=%25_&sort=-name&status=b&status=a&status=a", []string{"k", "1"})
	want := `{"after":[],"count":true,"limit":7,"next":"` + next + `","q":"%_","role":"","sort":"-name","status":["a","b"]}`
	if got.text != want {
		t.Errorf("got  %s\nwant %s", got.text, want)
	}
}

func TestCursorGoesOnOnlyWhereItCameFrom(t *testing.T) {
	cursors := page.NewCursors([]byte("key"))
	h := on(t, visit(http.MethodGet, "/things", listing(cursors)), visit(http.MethodGet, "/others", listing(cursors)))
	cursor := cursors.Write("/things?sort=name", []string{"k", "1"})
	if got := h.ask(http.MethodGet, "/things?sort=name&limit=5&cursor="+cursor, ""); got.status != 200 {
		t.Errorf("the same list: got %d %s", got.status, got.text)
	}
	for _, other := range []string{"/things?cursor=", "/things?sort=-name&cursor=", "/others?sort=name&cursor="} {
		if got := h.ask(http.MethodGet, other+cursor, ""); got.code(t) != "cursor_invalid" {
			t.Errorf("%s: got %d %s", other, got.status, got.text)
		}
	}
}
