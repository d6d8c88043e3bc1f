package web_test

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

type line struct {
	Name string `json:"name"`
	Note string `json:"note"`
}

// exporting opens a house with an export of the pages given; asked is told of each before it is read.
func exporting(t *testing.T, asked func(page int) error, pages ...[]line) *house {
	t.Helper()
	h := open(t, testkit.NewSQLite(t), func(h *house) door {
		op := web.InWorkspace("export", http.MethodGet, "/w/{workspace_id}", domain.UsersRead, func(c echo.Context, _ authz.Pass) error {
			q := web.QueryOf(c)
			format := q.Format()
			if err := q.Done(); err != nil {
				return err
			}
			page := 0
			return web.SendTable(h.frame, c, web.Table[line]{
				Name: "people", Format: format, Columns: []string{"name", "note"},
				Cells: func(l line) []string { return []string{l.Name, l.Note} },
				Next: func(_ context.Context, p authz.Pass) ([]line, bool, error) {
					if !p.Holding().Permissions.Has(domain.UsersRead) {
						t.Error("a page was asked for with a pass that lacks the permission")
					}
					page++
					if asked != nil {
						if err := asked(page); err != nil {
							return nil, false, err
						}
					}
					return pages[page-1], page < len(pages), nil
				},
			})
		}).Streaming()
		return door{operations: []web.Operation{op}}
	})
	h.found()
	return h
}

func (h *house) export(query string) (*http.Response, string, error) {
	h.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.server.URL+"/w/"+h.workspace+query, nil)
	if err != nil {
		h.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	res, err := h.server.Client().Do(r)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	return res, string(text), err
}

func TestTableIsAFileOfAllItsPages(t *testing.T) {
	h := exporting(t, nil, []line{{"Ann", "plain"}, {"Bo", `says "hi", twice`}}, []line{{"Cy", "two\nlines"}})
	res, text, err := h.export("?format=csv")
	if want := "name,note\r\nAnn,plain\r\nBo,\"says \"\"hi\"\", twice\"\r\nCy,\"two\nlines\"\r\n"; err != nil || text != want {
		t.Errorf("got %q, %v", text, err)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store", "Content-Disposition": "attachment; filename=people-" + h.clock.Now().UTC().Format(time.DateOnly) + ".csv",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestTableBearsAByteOrderMarkOnlyWhereAsked(t *testing.T) {
	for query, want := range map[string]string{"": "name,note\r\n", "?bom=true": "\uFEFFname,note\r\n"} {
		if _, text, err := exporting(t, nil, nil).export(query); err != nil || text != want {
			t.Errorf("%q: got %q, %v", query, text, err)
		}
	}
}

func TestTableCanBeLinesOfJSON(t *testing.T) {
	res, text, err := exporting(t, nil, []line{{"=1", "ü"}}, []line{{"Bo", ""}}).export("?format=ndjson")
	if want := "{\"name\":\"=1\",\"note\":\"ü\"}\n{\"name\":\"Bo\",\"note\":\"\"}\n"; err != nil || text != want || res.Header.Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("got %q, %v, %v", text, res.Header, err)
	}
}

func TestTableMakesFormulasHarmlessAndLosesNothing(t *testing.T) {
	texts := []string{
		"=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", "−1", " =1", "\u200b=1", "\u00a0+1", "'=1", "''=1",
		"'t Hooft", "a=b", "", "'", "quo\"te", "a;b", "line\r\nbreak", " padded ", "O'Neil", "1-2",
	}
	var rows []line
	for _, text := range texts {
		rows = append(rows, line{text, "x"})
	}
	_, text, err := exporting(t, nil, rows).export("")
	if err != nil {
		t.Fatal(err)
	}
	// encoding/csv reads \r\n within quotes as \n, so line breaks are compared without it.
	read, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(read) != len(texts)+1 {
		t.Fatalf("got %d rows, %v", len(read), err)
	}
	for i, want := range texts {
		got := read[i+1][0]
		if i < 17 && !strings.HasPrefix(got, "'") {
			t.Errorf("%q is left as it is: %q", want, got)
		}
		if i >= 17 && got != strings.ReplaceAll(want, "\r\n", "\n") {
			t.Errorf("%q was changed: %q", want, got)
		}
		if i < 17 && got[1:] != want {
			t.Errorf("%q came back as %q", want, got[1:])
		}
	}
}

func TestTableThatCannotBeginIsRefused(t *testing.T) {
	h := exporting(t, func(int) error { return errs.New(errs.Conflict, "conflict", "Not now.") }, nil)
	res, text, err := h.export("")
	if err != nil || res.StatusCode != http.StatusConflict || res.Header.Get("Content-Type") != "application/problem+json" || res.Header.Get("Content-Disposition") != "" {
		t.Errorf("got %d %q %v %v", res.StatusCode, text, res.Header, err)
	}
	if res, text, _ := h.export("?format=xml"); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %d %q", res.StatusCode, text)
	}
}

func TestTableThatBreaksOffIsNotTakenForWhole(t *testing.T) {
	broken := func(page int) error {
		if page == 2 {
			return errors.New("the database is gone")
		}
		return nil
	}
	res, text, err := exporting(t, broken, []line{{"Ann", ""}}, []line{{"Bo", ""}}).export("")
	if err == nil || res.StatusCode != http.StatusOK || !strings.Contains(text, "Ann") {
		t.Errorf("got %d %q, %v", res.StatusCode, text, err)
	}
}

func TestTableEndsForWhoLosesAccess(t *testing.T) {
	var h *house
	signOut := func(page int) error {
		if page > 1 {
			t.Error("a page was read for somebody who is signed out")
		}
		p, err := h.app.Identity.Authenticate(context.Background(), h.token)
		if err != nil {
			return err
		}
		caller, err := h.app.Gate.Identify(context.Background(), p, authz.Origin{})
		if err != nil {
			return err
		}
		return h.app.Admission.SignOutCaller(context.Background(), caller)
	}
	h = exporting(t, signOut, []line{{"Ann", ""}}, []line{{"Bo", ""}})
	if _, text, err := h.export(""); err == nil || strings.Contains(text, "Bo") {
		t.Errorf("got %q, %v", text, err)
	}
}
