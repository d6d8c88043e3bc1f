package client_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/oapi-codegen/nullable"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/client"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func enter(t *testing.T, a *apitest.API, key string) *client.Gatehouse {
	t.Helper()
	g, err := client.New(a.URL, client.Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheClientOnARealServer(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		ctx := context.Background()
		a := apitest.Start(t, d)
		w := a.Setup("Acme Fleet")
		g, id := enter(t, a, w.Admin.Token), uuid.MustParse(w.ID)

		var made []string
		for i := range 5 {
			name := fmt.Sprintf("Depot %d", i)
			l, err := g.CreateLocationWithResponse(ctx, id, nil, client.NewLocation{Name: name})
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, l.JSON201.Name)
		}
		two := 2
		for range 2 { // an iterator can be gone through again
			var seen []string
			for l, err := range g.EachLocation(ctx, id, &client.ListLocationsParams{Limit: &two}) {
				if err != nil {
					t.Fatal(err)
				}
				seen = append(seen, l.Name)
			}
			if !reflect.DeepEqual(seen, made) {
				t.Errorf("pages of two gave %q, want %q", seen, made)
			}
		}
		for _, err := range g.EachLocation(ctx, uuid.New(), nil) {
			if client.Code(err) != "workspace_not_found" && client.Code(err) != "not_found" {
				t.Errorf("another workspace: %v", err)
			}
		}
		_, err := g.CreateInvitationWithResponse(ctx, id, nil, client.NewInvitation{Email: "not an address", RoleIDs: []string{}})
		if client.Code(err) != "validation_failed" {
			t.Errorf("an invitation to nowhere: %v", err)
		}
	})
}

func TestAPatchClearsAndLeaves(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		ctx := context.Background()
		a := apitest.Start(t, d)
		w := a.Setup("Acme Fleet")
		g, id := enter(t, a, w.Admin.Token), uuid.MustParse(w.ID)
		address := "12 Harbour Road"
		made, err := g.CreateLocationWithResponse(ctx, id, nil, client.NewLocation{Name: "Perth", Address: &address})
		if err != nil {
			t.Fatal(err)
		}
		name := "Perth depot"
		left, err := g.UpdateLocationWithResponse(ctx, id, made.JSON201.ID, nil, client.LocationPatch{Name: &name})
		if err != nil || left.JSON200.Address == nil || *left.JSON200.Address != address {
			t.Fatalf("%v: %+v, want the address left", err, left)
		}
		cleared, err := g.UpdateLocationWithResponse(ctx, id, made.JSON201.ID, nil, client.LocationPatch{Address: nullable.NewNullNullable[string]()})
		if err != nil || cleared.JSON200.Address != nil || cleared.JSON200.Name != name {
			t.Fatalf("%v: %+v, want no address", err, cleared)
		}
	})
}

// The document says which lists have pages; each of them has an iterator. And a field that a patch can clear is one that
// tells "leave it" from "clear it".
func TestTheClientKeepsUpWithTheDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/openapi/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Parameters  []struct{ Name string }
			RequestBody json.RawMessage
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]struct{ Type any } }
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	lists := 0
	for _, operations := range doc.Paths {
		for _, op := range operations {
			for _, p := range op.Parameters {
				if p.Name == "cursor" {
					lists++
					one := strings.TrimPrefix(op.OperationID, "list")
					if stem, ok := strings.CutSuffix(one, "ies"); ok {
						one = stem + "y"
					}
					one = strings.TrimSuffix(one, "s")
					if _, ok := reflect.TypeFor[*client.Gatehouse]().MethodByName("Each" + one); !ok {
						t.Errorf("%s has pages and there is no Each%s in pages.go", op.OperationID, one)
					}
				}
			}
		}
	}
	if lists == 0 {
		t.Error("no list has pages")
	}
	known := map[string]any{
		"APIKeyPatch": client.APIKeyPatch{}, "ImportDefaultsPatch": client.ImportDefaultsPatch{},
		"ImportMappingPatch": client.ImportMappingPatch{}, "LocationPatch": client.LocationPatch{},
	}
	for name, schema := range doc.Components.Schemas {
		for property, p := range schema.Properties {
			if strings.HasSuffix(name, "Patch") && strings.Contains(fmt.Sprint(p.Type), "null") {
				checkNullable(t, name, property, known[name])
			}
		}
	}
}

func checkNullable(t *testing.T, name, property string, patch any) {
	t.Helper()
	if patch == nil {
		t.Errorf("%s.%s can be cleared: name it in .tools/client/overlay.yaml and here", name, property)
		return
	}
	for f := range reflect.TypeOf(patch).Fields() {
		if strings.HasPrefix(f.Tag.Get("json"), property+",") && f.Type.Kind() != reflect.Map {
			t.Errorf("%s.%s can be cleared, and %s cannot say so: see .tools/client/overlay.yaml", name, property, f.Type)
		}
	}
}
