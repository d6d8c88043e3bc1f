package faults_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// In production the numbers are on the second listener and nowhere else, and nothing else is on that one.
func TestInProductionTheNumbersAreOnTheirOwnListenerAlone(t *testing.T) {
	t.Parallel()
	public := []string{"GATEHOUSE_ENV=production", "GATEHOUSE_PUBLIC_URL=https://gatehouse.example.com"}
	for _, numbers := range []string{"", free(t)} {
		d := testkit.NewSQLite(t)
		settings := append([]string{"GATEHOUSE_METRICS_LISTEN=" + numbers}, public...)
		if ran := apitest.Command(t, d, []string{"migrate"}, public...); ran.Code != 0 {
			t.Fatalf("migrate: %+v", ran)
		}
		p := apitest.Serve(t, d, settings...)
		p.Want(p.Call("GET", "/metrics", "", nil), 404, "not_found")
		p.Want(p.Call("GET", "/debug/pprof/", "", nil), 404, "not_found")
		p.Want(p.Call("GET", "/readyz", "", nil), 200, "")
		if numbers == "" {
			continue
		}
		if status, text := fetch(t, "http://"+numbers+"/metrics"); status != 200 || !strings.Contains(text, "gatehouse_http_requests_total{") {
			t.Errorf("the second listener answers %d %.200s", status, text)
		}
		for _, path := range []string{"/", "/metrics/", "/debug/pprof/", "/debug/vars", "/api/v1/setup", "/readyz", "/.env"} {
			if status, text := fetch(t, "http://"+numbers+path); status != 404 {
				t.Errorf("%s on the second listener: %d %.200s", path, status, text)
			}
		}
	}
}

// free is an address that nothing listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func fetch(t *testing.T, address string) (status int, text string) {
	t.Helper()
	a, err := http.Get(address) //nolint:noctx,gosec // our own address
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Error(err)
	}
	return a.StatusCode, string(body)
}
