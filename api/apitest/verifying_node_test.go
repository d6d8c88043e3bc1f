package apitest_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// verifyScript gives what the docs' module says of each token: who it is of, or that it is refused.
const verifyScript = `
import { readFileSync, writeFileSync } from 'node:fs'
import ts from 'typescript'
const options = { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } }
writeFileSync('verify.mjs', ts.transpileModule(readFileSync('verify.ts', 'utf8'), options).outputText)
const { personOf } = await import('./verify.mjs')
for (let i = 2; i < process.argv.length; i += 2) {
  try {
    console.log(JSON.stringify(await personOf(process.argv[i], process.argv[i + 1])))
  } catch {
    console.log('refused')
  }
}
`

// The docs' module of TypeScript, run as it stands by Node, verifies what it should and nothing else.
func TestTheDocsModuleVerifies(t *testing.T) {
	modules, err := filepath.Abs("../../frontend/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "jose")); err != nil {
		t.Skip("the packages of the browser app are not installed: make build does it")
	}
	docs, err := os.ReadFile("../../docs/integrators.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(docs), "<!-- the tests run this module as it stands -->\n```ts\n")
	module, _, _ := strings.Cut(rest, "```")
	folder := t.TempDir()
	for name, text := range map[string]string{"verify.ts": module, "run.mjs": verifyScript} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}

	public := "http://127.0.0.1:" + freePort(t)
	api := apitest.Start(t, testkit.NewSQLite(t), "GATEHOUSE_PUBLIC_URL="+public)
	listenAt(t, strings.TrimPrefix(public, "http://"), api.Handler)
	w := api.Setup("Acme Fleet")
	token := identityOf(w, w.Admin)
	arguments := []string{"run.mjs", token, fleet, token, fleet + ".evil.example", w.Admin.Token, fleet}
	want := fmt.Sprintf(`{"id":%q,"workspace":%q,"name":"Ada Admin","email":%q}`, w.Admin.UserID, w.ID, w.Admin.Email) + "\nrefused\nrefused\n"
	for _, forged := range forgeries(t, api, token, "gatehouse-id+jwt") {
		arguments, want = append(arguments, forged, fleet), want+"refused\n"
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "node", arguments...) //nolint:gosec // our own tokens
	command.Dir, command.Env = folder, append(os.Environ(), "GATEHOUSE="+public)
	if said, err := command.CombinedOutput(); err != nil || string(said) != want {
		t.Errorf("%v: said\n%s\nwant\n%s", err, said, want)
	}
}

func listenAt(t *testing.T, address string, h http.Handler) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	t.Cleanup(func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }()
}
