package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// What has to happen at once may take longer than a usual request, and is not endless either.
func TestAPatientOperationMayTakeLonger(t *testing.T) {
	t.Parallel()
	slow := func(took time.Duration) func(echo.Context) error {
		return func(c echo.Context) error {
			select {
			case <-c.Request().Context().Done():
				return c.Request().Context().Err()
			case <-time.After(took):
				return c.NoContent(http.StatusNoContent)
			}
		}
	}
	h := open(t, testkit.NewSQLite(t), func(*house) door {
		return door{options: web.Options{Timeout: 200 * time.Millisecond}, operations: []web.Operation{
			visit(http.MethodGet, "/usual", slow(600*time.Millisecond)),
			visit(http.MethodGet, "/patient", slow(600*time.Millisecond)).Patient(),
			visit(http.MethodGet, "/endless", slow(time.Minute)).Patient(),
		}}
	})
	for path, want := range map[string]int{"/usual": 503, "/patient": 204, "/endless": 503} {
		if got := h.ask(http.MethodGet, path, "").status; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}
