package apitest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// The README's walk by curl, run as it stands but for its ports: two processes, one PostgreSQL, a real mail server.
func TestTheReadmesJobByCurl(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "jq", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the README's block needs %s: install it, for instance the package %q", tool, tool)
		}
	}
	sink := smtpsink.Start(t, smtpsink.Options{})
	folder := t.TempDir()
	binary := filepath.Join(folder, "bin", "gatehouse")
	if out, err := exec.Command("go", "build", "-o", binary, "..").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	script := readmeBlock(t)
	for _, port := range []string{"8080", "8081"} {
		script = strings.ReplaceAll(script, port, freePort(t))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", script)
	command.Dir = folder
	command.Env = append(os.Environ(),
		"GATEHOUSE_DATABASE_URL="+testkit.NewPostgres(t).URL, "GATEHOUSE_SMTP_URL=smtp://"+sink.Addr+"?tls=none",
		"GATEHOUSE_LOG_LEVEL=warn")
	typed, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	sink.Await(t, time.Minute, "the invitation's mail", func([]smtpsink.Received) bool {
		return len(sink.To("bo@example.com")) > 0
	})
	text, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(sink.To("bo@example.com")[0].Raw)))
	if err != nil {
		t.Fatal(err)
	}
	token := regexp.MustCompile(`#token=([\w-]+)`).FindStringSubmatch(string(text))
	if token == nil {
		t.Fatal("the mail holds no link")
	}
	fmt.Fprintln(typed, token[1])
	if err := command.Wait(); err != nil {
		t.Fatalf("the README's block failed: %v\n%s", err, said.String())
	}
	if !strings.HasSuffix(strings.TrimSpace(said.String()), "Bo Brown") {
		t.Errorf("the block ends with %q, want the name of the person who signed in", said.String())
	}
	if n := len(sink.To("bo@example.com")); n > 2 {
		t.Errorf("bo got %d mails from two processes, want the invitation and the approval, once each", n)
	}
}

// readmeBlock gives the block that follows the README's mark.
func readmeBlock(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "<!-- the tests run this block as it stands -->\n```sh\n")
	block, _, closed := strings.Cut(after, "```")
	if !found || !closed {
		t.Fatal("the README has no block to run")
	}
	return block
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
