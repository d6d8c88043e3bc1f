package apitest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// transpiled begins a script: it makes module.mjs of the TypeScript of the docs, which is beside it.
const transpiled = `
import { readFileSync, writeFileSync } from 'node:fs'
import ts from 'typescript'
const options = { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } }
writeFileSync('module.mjs', ts.transpileModule(readFileSync('module.ts', 'utf8'), options).outputText)
`

// byNode runs a script beside a module of the docs, with the packages of the browser app, and gives what it said.
func byNode(t *testing.T, module, script string, environment []string, arguments ...string) (string, error) {
	t.Helper()
	packages, err := filepath.Abs("../../frontend/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(packages, "standardwebhooks")); err != nil {
		t.Fatalf("the packages of the browser app are not installed, or not those of now: make build installs them (%v)", err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"module.ts": module, "run.mjs": transpiled + script} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(packages, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "node", append([]string{"run.mjs"}, arguments...)...) //nolint:gosec // our own words
	command.Dir, command.Env = folder, append(os.Environ(), environment...)
	said, err := command.CombinedOutput()
	return string(said), err
}
