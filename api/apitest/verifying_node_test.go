package apitest_test

import (
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// verifyScript gives what the docs' module says of each token: who it is of, or that it is refused.
const verifyScript = `
const { personOf } = await import('./module.mjs')
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
	module := marked(t, moduleMark, 1)[0]
	api, public := startAtItsAddress(t, testkit.NewSQLite(t))
	w := api.Setup("Acme Fleet")
	token := identityOf(w, w.Admin)
	arguments := []string{token, fleet, token, fleet + ".evil.example", w.Admin.Token, fleet}
	want := fmt.Sprintf(`{"id":%q,"workspace":%q,"name":"Ada Admin","email":%q}`, w.Admin.UserID, w.ID, w.Admin.Email) + "\nrefused\nrefused\n"
	for _, forged := range forgeries(t, api, token, "gatehouse-id+jwt") {
		arguments, want = append(arguments, forged, fleet), want+"refused\n"
	}
	if said, err := byNode(t, module, verifyScript, []string{"GATEHOUSE=" + public}, arguments...); err != nil || said != want {
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
