package apitest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// A route that is no operation would be a door without a lock.
func TestEveryRouteIsAnOperationAndEveryOperationARoute(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t), production...)
	if routes, operations := routesOf(api), operationsOf(api); !slices.Equal(routes, operations) {
		t.Errorf("routes:\n%s\noperations:\n%s", strings.Join(routes, "\n"), strings.Join(operations, "\n"))
	}
}

// In development there are the pages of the local outbox beside, and nothing else.
func TestDevelopmentAddsTheLocalOutboxAlone(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	operations := operationsOf(api)
	for _, r := range routesOf(api) {
		if !slices.Contains(operations, r) && !strings.HasPrefix(r, "GET /dev/mail") {
			t.Errorf("%s is no operation", r)
		}
	}
}

var production = []string{
	"GATEHOUSE_ENV=production", "GATEHOUSE_PUBLIC_URL=https://gatehouse.example.com", "GATEHOUSE_RATE_LIMITS=on",
}

func routesOf(api *apitest.API) []string {
	var list []string
	for _, r := range api.Handler.(*echo.Echo).Routes() {
		list = append(list, r.Method+" "+r.Path+" "+r.Name)
	}
	slices.Sort(list)
	return list
}

func operationsOf(api *apitest.API) []string {
	var list []string
	for _, op := range api.Operations {
		list = append(list, op.Method+" "+strings.NewReplacer("{", ":", "}", "").Replace(op.Path)+" "+op.ID)
	}
	slices.Sort(list)
	return list
}

func TestTheDocumentNamesEveryOperationAndNoOther(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	var documented, operations []string
	for path, item := range contract.Doc.Paths.Map() {
		for method, op := range item.Operations() {
			documented = append(documented, method+" "+path+" "+op.OperationID)
		}
	}
	for _, op := range api.Operations {
		operations = append(operations, op.Method+" "+op.Path+" "+op.ID)
		holdSecurity(t, contract, op)
	}
	slices.Sort(documented)
	slices.Sort(operations)
	if !slices.Equal(documented, operations) {
		t.Errorf("document:\n%s\noperations:\n%s", strings.Join(documented, "\n"), strings.Join(operations, "\n"))
	}
}

// holdSecurity compares the credential and the refusals that the document names with how the operation is entered.
func holdSecurity(t *testing.T, contract *apitest.Contract, op web.Operation) {
	t.Helper()
	route := contract.Find(op.Method, op.Path)
	if route == nil {
		return // the comparison of the lists says so
	}
	schemes := []string{}
	if route.Operation.Security != nil {
		for _, one := range *route.Operation.Security {
			for name := range one {
				schemes = append(schemes, name)
			}
		}
	}
	slices.Sort(schemes)
	if want := schemesOf(op); !slices.Equal(schemes, want) {
		t.Errorf("%s asks for %v in the document, want %v", op.ID, schemes, want)
	}
	says := route.Operation.Description
	if op.Permission != "" && !strings.Contains(says, "`"+string(op.Permission)+"`") {
		t.Errorf("%s needs %s, which its description does not say: %q", op.ID, op.Permission, says)
	}
	for status, need := range map[int]bool{
		401: op.Entry != web.EntryPublic, 403: op.Permission != "", 404: op.Entry == web.EntryInWorkspace,
	} {
		if need && route.Operation.Responses.Status(status) == nil {
			t.Errorf("%s can answer %d, which the document does not say", op.ID, status)
		}
	}
	for name, id := range map[string]string{"POST": "Idempotency-Key"} {
		has := false
		for _, p := range route.Operation.Parameters {
			has = has || p.Value.Name == id
		}
		if (op.Method == name) != has {
			t.Errorf("%s %s: the document names %s: %v", op.Method, op.ID, id, has)
		}
	}
}

func schemesOf(op web.Operation) []string {
	switch {
	case op.ID == "refreshSession":
		return []string{"RefreshCookie"}
	case op.ID == "deleteSession":
		return []string{"Bearer", "RefreshCookie"}
	case strings.HasSuffix(op.ID, "Pending"):
		return []string{"PendingToken"}
	case op.Entry == web.EntryPublic:
		return []string{}
	}
	return []string{"Bearer"}
}
