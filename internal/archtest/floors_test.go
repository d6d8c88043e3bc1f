package archtest_test

import "strings"

// A room is a top folder of the house and everything below it; packages of one room may import each other.
type room struct {
	path  string // below the module
	floor int
}

// rooms is the house from the ground up. A room imports rooms of lower floors only, never one of its own floor.
// What went wrong can be said on every floor, so errs is the ground itself.
// A package that belongs to no room fails the test: give a new room its floor here and in .golangci.yml.
var rooms = []room{
	{"docs/openapi", 1},
	{"frontend", 1},
	{"internal/errs", 0},
	{"api/client", 0}, // what other programs import: it knows the API document and nothing of the house
	{"internal/id", 1},
	{"internal/clock", 1},
	{"internal/secret", 1},
	{"internal/sheet", 1},
	{"internal/telemetry", 1},
	{"internal/domain", 2},
	{"internal/config", 2},
	{"internal/page", 2},
	{"internal/authz", 3},
	{"internal/store", 4},
	{"internal/identity", 5},
	{"internal/tenancy", 5},
	{"internal/outbound", 5},
	{"internal/audit", 5},
	{"internal/admission", 6},
	{"internal/provisioning", 6},
	{"internal/app", 7},
	{"api/web", 8},
	{"api/rest", 9},
	{"api/scim", 9},
	{"api/server", 10},
	{"api", 11},
}

// helpers are rooms of the tests: only tests and other helpers import them, and they may import up to their floor.
var helpers = []room{
	{"internal/archtest", 0},
	{"internal/testkit", 4},
	{"internal/store/storetest", 4},
	{"api/apitest", 10},
}

// secluded names the rooms that may not import another one although they stand above it, and why.
var secluded = []struct{ from, to, because string }{
	{"api/rest", "internal/store", "a handler calls a use case, which opens the transaction"},
	{"api/scim", "internal/store", "a handler calls a use case, which opens the transaction"},
}

// fences say which rooms may import a library. The wound behind each: a library that is named everywhere is never replaced.
var fences = []struct {
	library string
	rooms   []string
	because string
}{
	{"gorm.io/", []string{"internal/store"}, "rows live in one room"},
	{"github.com/libtnb/sqlite", []string{"internal/store"}, "the engine stays replaceable"},
	{"modernc.org/sqlite", []string{"internal/store"}, "the engine stays replaceable"},
	{"github.com/jackc/pgx/", []string{"internal/store", "internal/testkit"}, "the engine stays replaceable"},
	{"github.com/pressly/goose/", []string{"internal/store"}, "the schema belongs to the store"},
	{"github.com/riverqueue/", []string{"internal/store", "internal/outbound"}, "the job queue is inserted in one room and worked in another"},
	{"github.com/labstack/echo", []string{"api"}, "the step to the next major version is one folder"},
	{"github.com/go-playground/validator", []string{"api"}, "the inner rooms parse, they do not validate"},
	{"github.com/golang-jwt/jwt", []string{"internal/identity"}, "who someone is, is decided in one room"},
	{"github.com/wneessen/go-mail", []string{"internal/outbound"}, "mail leaves the house by one door"},
	{"github.com/swaggo/", nil, "the document is embedded as JSON; swag is a tool"},
}

// within reports whether a package path (below the module) is the room or lies in it.
func (r room) holds(pkg string) bool {
	return pkg == r.path || strings.HasPrefix(pkg, r.path+"/")
}

// find returns the room of a package: the longest path wins, so api/rest is not api.
func find(among []room, pkg string) (room, bool) {
	var best room
	for _, r := range among {
		if r.holds(pkg) && len(r.path) > len(best.path) {
			best = r
		}
	}
	return best, best.path != ""
}
