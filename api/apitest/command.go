package apitest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Ran is what a command of the binary said, and how it ended.
type Ran struct {
	Out, Err string
	Code     int
}

// Command runs a command of the real binary on a database, in an empty folder, and waits for its end. Further settings
// are environment lines.
func Command(t testing.TB, d testkit.Database, arguments []string, settings ...string) Ran {
	t.Helper()
	path, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, path, arguments...) //nolint:gosec // our own name
	command.Dir = t.TempDir()
	command.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "GATEHOUSE_DATABASE_URL=" + d.URL, "GATEHOUSE_SECRET=" + testkit.Secret,
	}, settings...)
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	err = command.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatalf("run %v: %v", arguments, err)
	}
	return Ran{Out: out.String(), Err: problems.String(), Code: command.ProcessState.ExitCode()}
}
