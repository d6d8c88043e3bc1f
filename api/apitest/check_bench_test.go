package apitest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// BenchmarkCheck is the hottest question of all by an API key: about one person, and about 200 at once.
func BenchmarkCheck(b *testing.B) {
	for name, open := range map[string]func(testing.TB) testkit.Database{"sqlite": testkit.NewSQLite, "postgres": testkit.NewPostgres} {
		w := apitest.Start(b, open(b)).Setup("Acme Fleet")
		key := w.NewKey(domain.UsersRead)
		p := w.LocalHolder("Lou Local", w.NewLocation("Sydney"), domain.UsersRead)
		users := make([]map[string]any, 200)
		for i := range users {
			users[i] = map[string]any{"email": fmt.Sprintf("nobody.%d@example.com", i)}
		}
		users[0] = map[string]any{"user_id": p.UserID}
		one := question(p, "users:read", "users:update")
		measures(b, name+"/one", w, "/check", key, one)
		measures(b, name+"/many", w, "/check/batch", key, map[string]any{"users": users, "permissions": []string{"users:read"}})
	}
}

func measures(b *testing.B, name string, w *apitest.Workspace, path string, key apitest.Key, body map[string]any) {
	b.Helper()
	text, _ := json.Marshal(body)
	b.Run(name, func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				r := httptest.NewRequest("POST", w.Path+path, bytes.NewReader(text))
				r.Header.Set("Authorization", "Bearer "+key.Secret)
				r.Header.Set("Content-Type", "application/json")
				answer := httptest.NewRecorder()
				if w.API.Handler.ServeHTTP(answer, r); answer.Code != 200 {
					b.Errorf("%d %s", answer.Code, answer.Body)
				}
			}
		})
	})
}
