package bench_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// limitVariable makes this program the plain one: "hello", "sqlite:…" or "postgres://…".
const limitVariable = "GATEHOUSE_BENCH_LIMIT"

// The plain program is a process of its own, so that its CPU time can be told from that of the clients.
func TestMain(m *testing.M) {
	if database := os.Getenv(limitVariable); database != "" {
		fmt.Fprintln(os.Stderr, serveLimit(database))
		os.Exit(1)
	}
	if os.Getenv(generatorVariable) != "" {
		if err := runGenerator(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	apitest.RemoveBinary()
	os.Exit(code)
}
