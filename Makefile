# Gatehouse. `make` lists what there is; `make run` and `make test` need nothing but Go, Node with npm, and git.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS   += --no-print-directory
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)

# The binary is the same everywhere because no C compiler takes part.
export CGO_ENABLED ?= 0
# The version is stamped by the linker; asking git a second time fails where the folder belongs to somebody else.
export GOFLAGS := $(strip $(GOFLAGS) -buildvcs=false)
# The tools of the build tell nobody that they ran.
export REDOCLY_TELEMETRY := off
export REDOCLY_SUPPRESS_UPDATE_NOTICE := true

TOOLS    := bin/tools/.built
LINTER   := bin/tools/golangci-lint
NPM_CI   := npm ci --engine-strict --ignore-scripts --no-audit --no-fund --loglevel=error
NPM_APP  := frontend/node_modules/.package-lock.json
NPM_DOCS := .tools/node_modules/.package-lock.json
DOCS_UI  := docs/openapi/ui/swagger-ui-bundle.js
APP      := frontend/dist/index.html
PACKED   := frontend/packed/index.html.gz
APP_FROM := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path 'frontend/dist/*' -not -path 'frontend/packed/*' -not -path 'frontend/e2e/*' -not -path 'frontend/bench/*' -not -path 'frontend/packages/*/dist/*' -not -path 'frontend/packages/*/examples/*' -not -name '*.go' \
              -not -path 'frontend/test-results/*' -not -path 'frontend/playwright-report/*' 2>/dev/null)

##@ Use

.PHONY: help
help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build everything and start it on http://localhost:8080
	@exec bin/gatehouse serve

.PHONY: seed
seed: build ## make a demo world to look around in: 3 workspaces, 200 people
	@bin/gatehouse seed

.PHONY: build
build: $(PACKED) ## build browser app and server into bin/gatehouse
	go build -trimpath -tags packed -ldflags "$(LDFLAGS)" -o bin/gatehouse ./api

.PHONY: docker
docker: ## build the container image gatehouse:VERSION
	docker build --build-arg VERSION=$(VERSION) -t gatehouse:$(VERSION) -t gatehouse:latest .

##@ Develop

.PHONY: setup
setup: $(NPM_APP) $(NPM_DOCS) $(TOOLS) ## install what developing needs, and the git hook
	go mod download
	@[ ! -e .git ] || git config core.hooksPath .githooks

.PHONY: dev
dev: $(NPM_APP) $(DOCS_UI) ## run both halves and reload on change: http://localhost:5173
	@.tools/dev

.PHONY: fmt
fmt: $(LINTER) $(NPM_APP) ## format Go and TypeScript
	$(LINTER) fmt
	cd frontend && npm run --silent format

.PHONY: gen
gen: $(TOOLS) $(NPM_APP) ## regenerate the API document, both clients, the catalogue of texts, the reference pages
	bin/tools/swag init --quiet -d . -g api/main.go --parseInternal --requiredByDefault --outputTypes json,yaml -o docs/openapi
	bin/tools/openapi -source api/rest -source api/web -reasons internal -reasons api docs/openapi/swagger.json docs/openapi/openapi.json
	bin/tools/oapi-codegen -config .tools/client/oapi-codegen.yaml docs/openapi/openapi.json
	cd frontend && npm run --silent api && npm run --silent i18n
	go run ./api reference docs/reference

.PHONY: plans
plans: ## write down anew how both engines carry out the statements of the store
	.ci/with-postgres go test ./internal/store -run TestPlans -update

.PHONY: migration
migration: ## start a migration for both engines: make migration name=add_something
	@.tools/migration "$(name)"

##@ Check

.PHONY: check
check: lint generated test ## everything that CI runs

.PHONY: lint
lint: $(LINTER) $(APP) $(NPM_DOCS) ## judge Go, TypeScript, the size of the browser app, the API document
	go vet ./...
	go -C .tools vet ./...
	$(LINTER) run
	cd frontend && npm run --silent lint && npm run --silent typecheck && npm run --silent size
	.tools/node_modules/.bin/redocly lint --config .redocly.yaml gatehouse
	.tools/node_modules/.bin/spectral lint --quiet --ruleset .spectral.yaml --fail-severity=warn docs/openapi/openapi.json

.PHONY: generated
generated: ## fail where a generated file is not what `make gen` makes
	@.ci/check-generated

.PHONY: test
test: build $(TOOLS) ## run all tests: Go on both engines, API document, browser app, end to end in a real browser
	@.ci/install-test-deps
	@.ci/with-postgres .ci/test

.PHONY: test-unit
test-unit: $(TOOLS) ## run the Go tests alone, on both engines: make test-unit pkg=./internal/store
	.ci/with-postgres bin/tools/gotestsum --format pkgname-and-test-fails -- $(or $(pkg),./...)

.PHONY: test-e2e
test-e2e: build ## run the end-to-end tests alone
	@.ci/install-test-deps
	cd frontend && CHROMIUM="$$(../.ci/find-chromium)" npm run --silent e2e

.PHONY: test-contract
test-contract: build ## hold the server against the API document with made-up requests: SEED=2 EXAMPLES=100 make test-contract
	@.ci/contract

.PHONY: attack
attack: build ## try every parameter and every field of a body with sqlmap, on both engines: some ten minutes each
	@.ci/install-test-deps
	@.ci/attack sqlite
	@.ci/with-postgres .ci/attack postgres

.PHONY: race
race: ## run the Go tests under the race detector (needs a C compiler)
	@command -v "$${CC:-cc}" >/dev/null || { echo "The race detector needs a C compiler: install gcc or clang." >&2; exit 1; }
	CGO_ENABLED=1 .ci/with-postgres go test -race -timeout 20m $(or $(pkg),./...)

.PHONY: fuzz
fuzz: ## run each fuzz test for a while: make fuzz time=1m
	@.ci/fuzz "$(or $(time),20s)"

BENCH := GATEHOUSE_TEST_BINARY=$(CURDIR)/bin/gatehouse GATEHOUSE_TEST_DURABLE=yes .ci/with-postgres go test -count=1 -timeout 3h

.PHONY: bench
bench: build ## measure: each workload beside its limit (BENCH_SCALE=small ends soon), then the Go benchmarks (pkg=… for those of one package alone)
	@[ -n "$(pkg)" ] || BENCH_SCALE=$${BENCH_SCALE:-full} $(BENCH) -v -run 'TestWorkloads|TestReplicas' ./api/apitest/bench
	$(BENCH) -run '^$$' -bench . -benchmem $(or $(pkg),./...)

.PHONY: bench-web
bench-web: build ## measure the browser app in a real Chromium, in a workspace of 100,000 people (BENCH_SCALE=small ends soon; BENCH_ONLY=Users,Audit for some pages)
	@.ci/install-test-deps
	CHROMIUM="$$(.ci/find-chromium)" BENCH_SCALE=$${BENCH_SCALE:-full} $(BENCH) -v -run TestBrowser ./api/apitest/bench

.PHONY: clean
clean: ## remove what was built and installed; data stays
	rm -rf bin frontend/node_modules .tools/node_modules docs/openapi/ui/swagger-ui* docs/openapi/ui/LICENSE docs/openapi/ui/NOTICE docs/openapi/packed frontend/packed
	find frontend/dist -mindepth 1 -not -name .gitkeep -delete

# What is installed or built once and again only when its source changed

$(TOOLS): .tools/go.mod .tools/go.sum $(filter-out %_test.go,$(wildcard .tools/*/*.go))
	@mkdir -p bin/tools
	go -C .tools build -o ../bin/tools/ ./openapi ./summary tool
	@touch $@

$(LINTER): .tools/lint/go.mod .tools/lint/go.sum
	@echo "building the linter: some minutes, once"
	@mkdir -p bin/tools
	go -C .tools/lint build -o ../../bin/tools/ tool
	@touch $@

$(NPM_APP): frontend/package.json frontend/packages/client/package.json frontend/package-lock.json
	cd frontend && $(NPM_CI)
	@touch $@

$(NPM_DOCS): .tools/package.json .tools/package-lock.json
	cd .tools && $(NPM_CI)
	@touch $@

$(DOCS_UI): $(NPM_DOCS)
	cd .tools/node_modules/swagger-ui-dist && cp swagger-ui.css swagger-ui-bundle.js LICENSE NOTICE "$(CURDIR)/docs/openapi/ui/"
	@touch $@

$(PACKED): $(APP) $(DOCS_UI) .tools/pack docs/openapi/openapi.json $(wildcard docs/openapi/ui/*.html docs/openapi/ui/page.*)
	@.tools/pack frontend/packed frontend/dist
	@.tools/pack docs/openapi/packed docs/openapi/openapi.json docs/openapi/ui
	@touch $@

$(APP): $(NPM_APP) $(APP_FROM)
	cd frontend && npm run --silent build
	@touch $@
