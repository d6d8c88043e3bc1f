package secret_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

const root = "0123456789abcdef0123456789abcdef"

func keys(t testing.TB, text string) *secret.Keys {
	t.Helper()
	k, err := secret.NewKeys([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A secret shows itself to nobody who did not ask for it by name.
func TestASecretHidesWhereverItIsPrinted(t *testing.T) {
	s := secret.Text("canary")
	holder := struct {
		Token secret.Text
		Next  *secret.Text
	}{s, &s}
	var out bytes.Buffer
	for _, format := range []string{"%v", "%s", "%+v", "%#v", "%q", "%x", "%X", "%d"} {
		fmt.Fprintf(&out, format+" "+format+"\n", s, holder)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "token", s, "holder", holder)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "token", s, "holder", holder)
	must(t, json.NewEncoder(&out).Encode(map[string]any{"token": s, "holder": holder, "list": []secret.Text{s}}))
	fmt.Fprintln(&out, fmt.Errorf("with %v: %w", s, errors.New(s.String())))
	for _, told := range []string{"canary", "63616e617279", "63616E617279"} {
		if strings.Contains(out.String(), told) {
			t.Errorf("it tells:\n%s", out.String())
		}
	}
	if s.Reveal() != "canary" {
		t.Error("and not to whoever asks")
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Tokens are 256 random bits: all different, without a common beginning or order, and nothing can be read in them.
func TestTokensAreUnlikeEachOther(t *testing.T) {
	seen, prefixes, rising := map[string]bool{}, map[string]int{}, 0
	last := ""
	for range 2000 {
		token := secret.NewToken().Reveal()
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(raw) != 32 || seen[token] {
			t.Fatalf("%s: %v", token, err)
		}
		seen[token] = true
		prefixes[token[:4]]++
		if token > last {
			rising++
		}
		last = token
		if hash := secret.Hash(token); len(hash) != 64 || strings.Contains(hash, token[:8]) || hash != secret.Hash(token) {
			t.Fatalf("hashed as %s", hash)
		}
	}
	for p, n := range prefixes {
		if n > 5 {
			t.Errorf("%d begin with %s", n, p)
		}
	}
	if rising < 800 || rising > 1200 {
		t.Errorf("%d of 2000 rise", rising)
	}
}

func TestAWeakSecretIsRefused(t *testing.T) {
	for _, text := range []string{"", "short", root[1:]} {
		if _, err := secret.NewKeys([]byte(text)); !errors.Is(err, secret.ErrWeak) {
			t.Errorf("%q: %v", text, err)
		}
	}
	keys(t, root)
}

// Each purpose has its own key, the same at each start, and other than another installation's.
func TestKeysAreBoundToTheirPurpose(t *testing.T) {
	k := keys(t, root)
	if !bytes.Equal(k.Derive("a"), keys(t, root).Derive("a")) || len(k.Derive("a")) != 32 {
		t.Error("want the same key at each start")
	}
	if bytes.Equal(k.Derive("a"), k.Derive("b")) || bytes.Equal(k.Derive("a"), keys(t, root+"x").Derive("a")) || bytes.Contains(k.Derive("a"), []byte(root[:8])) {
		t.Error("want another key for each purpose and installation")
	}
	given := []byte(root)
	k = keys(t, string(given))
	before := k.Derive("a")
	clear(given)
	if !bytes.Equal(before, k.Derive("a")) {
		t.Error("the caller's bytes are the keys' own")
	}
}

// What is sealed opens with its own key, in its own context, unchanged, and else not at all.
func TestWhatIsSealedOpensInItsOwnPlaceAlone(t *testing.T) {
	mail, err := secret.NewSealer(keys(t, root), "mail")
	must(t, err)
	other, err := secret.NewSealer(keys(t, root), "idempotency")
	must(t, err)
	foreign, err := secret.NewSealer(keys(t, root+"x"), "mail")
	must(t, err)
	rapid.Check(t, func(t *rapid.T) {
		plain, context := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.String().Draw(t, "context")
		sealed := mail.Seal(plain, context)
		if got, err := mail.Open(sealed, context); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%x, %v", got, err)
		}
		if bytes.Equal(sealed, mail.Seal(plain, context)) || (len(plain) > 8 && bytes.Contains(sealed, plain)) {
			t.Fatal("sealed twice alike, or in clear")
		}
		changed := bytes.Clone(sealed)
		changed[rapid.IntRange(0, len(sealed)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		cut := sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")]
		for what, try := range map[string]func() ([]byte, error){
			"changed":              func() ([]byte, error) { return mail.Open(changed, context) },
			"cut":                  func() ([]byte, error) { return mail.Open(cut, context) },
			"elsewhere":            func() ([]byte, error) { return mail.Open(sealed, context+"x") },
			"another purpose":      func() ([]byte, error) { return other.Open(sealed, context) },
			"another installation": func() ([]byte, error) { return foreign.Open(sealed, context) },
		} {
			if got, err := try(); err == nil {
				t.Fatalf("%s: %x", what, got)
			}
		}
	})
}
