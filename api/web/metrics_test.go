package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
)

// What is counted is told by pattern: neither an address that a stranger invents nor a method makes a new number.
func TestRequestsAreCountedByPattern(t *testing.T) {
	h := on(t, visit(http.MethodGet, "/api/v1/things/{thing}", func(c echo.Context) error { return web.None(c) }))
	for _, path := range []string{"/api/v1/things/1", "/api/v1/things/2", "/api/v1/nothing"} {
		h.ask(http.MethodGet, path, "")
	}
	h.ask("INVENTED", "/api/v1/things/1", "")
	shown := httptest.NewRecorder()
	h.frame.Metrics().Handler().ServeHTTP(shown, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := shown.Body.String()
	for _, want := range []string{
		"# TYPE gatehouse_http_requests_total counter\n",
		`gatehouse_http_requests_total{method="GET",route="/api/v1/things/:thing",status="204"} 2` + "\n",
		`gatehouse_http_requests_total{method="GET",route="other",status="404"} 1` + "\n",
		"# TYPE gatehouse_http_request_seconds histogram\n",
		`gatehouse_http_request_seconds_bucket{method="GET",route="/api/v1/things/:thing",le="+Inf"} 2` + "\n",
		`gatehouse_http_request_seconds_count{method="GET",route="/api/v1/things/:thing"} 2` + "\n",
		"gatehouse_http_requests_in_flight 0\n",
		"gatehouse_live_streams 0\n",
		"\nprocess_resident_memory_bytes ",
		"\ngo_goroutines ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there:\n%s", want, text)
		}
	}
	for _, invented := range []string{"nothing", "INVENTED", "things/1"} {
		if strings.Contains(text, invented) {
			t.Errorf("%q is there:\n%s", invented, text)
		}
	}
	if kind := shown.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/plain; version=0.0.4") {
		t.Errorf("it is served as %q", kind)
	}
}
