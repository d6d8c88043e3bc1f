package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/telemetry"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// paper is an answer that nobody reads.
type paper struct {
	head   http.Header
	status int
}

func (p *paper) Header() http.Header         { return p.head }
func (p *paper) Write(b []byte) (int, error) { return len(b), nil }
func (p *paper) WriteHeader(status int)      { p.status = status }

// BenchmarkSharing is what a request costs that has nothing to do: in a lane, past the lanes, and turned away.
func BenchmarkSharing(b *testing.B) {
	c, err := config.Load([]string{"GATEHOUSE_DATABASE_URL=" + testkit.NewSQLite(b).URL, "GATEHOUSE_SECRET=" + testkit.Secret})
	if err != nil {
		b.Fatal(err)
	}
	house, err := app.New(context.Background(), c, &testkit.Clock{}, testkit.Logger())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = house.DB.Close() })
	frame := web.NewFrame(web.Rooms{
		Gate: house.Gate, Auth: house.Identity, Clock: house.Clock, Log: telemetry.NewLogger(b.Output(), "text", "error"),
	}, web.Options{NoRateLimits: true, Timeout: time.Hour})
	held := make(chan struct{})
	b.Cleanup(func() { close(held) })
	nothing := func(c echo.Context, _ authz.Visitor) error { return c.NoContent(http.StatusNoContent) }
	router := frame.Mount([]web.Operation{
		web.Public("shared", http.MethodGet, "/shared", nothing),
		web.Public("light", http.MethodGet, "/light", nothing).Light(),
		web.Public("held", http.MethodGet, "/held", func(echo.Context, authz.Visitor) error { <-held; return nil }).Vital(),
		web.Public("vital", http.MethodGet, "/vital", nothing).Vital(),
	}, nil)
	gone, leave := context.WithCancel(b.Context())
	leave()
	ask := func(ctx context.Context, path string) int {
		answer := &paper{head: http.Header{}}
		router.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
		return answer.status
	}
	one := func(ctx context.Context, name, path string, wants int) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := ask(ctx, path); got != wants {
					b.Fatal(got)
				}
			}
		})
	}
	one(b.Context(), "past", "/light", http.StatusNoContent)
	one(b.Context(), "shared", "/shared", http.StatusNoContent)
	for range 200 {
		go ask(b.Context(), "/held")
	}
	time.Sleep(2 * time.Second) // who waits has given up by then
	one(gone, "turned away", "/vital", http.StatusServiceUnavailable)
}

// BenchmarkLane is what a place costs that is free.
func BenchmarkLane(b *testing.B) {
	lane := web.NewLane(clock.System{}.Now)
	b.ReportAllocs()
	for b.Loop() {
		if !lane.Enter(b.Context(), 1, false) {
			b.Fatal("there is no place")
		}
		lane.Leave(1, false)
	}
}
