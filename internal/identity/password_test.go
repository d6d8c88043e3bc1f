package identity_test

import (
	"context"
	"encoding/base64"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/argon2"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func TestPasswordRules(t *testing.T) {
	context := []string{"Anneliese Weber", "anneliese.weber@transport-gmbh.example", "Nordlicht Logistik"}
	for password, want := range map[string]string{
		"lantern meadow drizzle quartz": "",
		"Tr0ub4dor&3xyzzy":              "",
		"a b c d e f g h i":             "",
		"\u5c71\u5ddd\u8349\u6728\u9ce5\u7363\u6d77\u7a7a\u98a8\u96e8\u96ea\u6708\u65e5\u661f\u706b": "", // fifteen characters, whatever their bytes
		"fourteen chars": "password_too_short",
		"":               "password_too_short",
		"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301":          "password_too_short", // seven, composed
		strings.Repeat("xk29 ", 51) + "z":                            "",
		strings.Repeat("xk29 ", 51) + "zz":                           "password_too_long",
		strings.Repeat("x", 1<<20):                                   "password_too_long",
		"aaaaaaaaaaaaaaaaaaaa":                                       "password_common",
		"abababababababababab":                                       "password_common",
		"passwordpassword":                                           "password_common",
		"Password12345678!":                                          "password_common",
		"qwertyuiop123456789":                                        "password_common",
		"Anneliese1Weber22":                                          "password_common",
		"transport-gmbh-example":                                     "password_common",
		"NordlichtLogistik1":                                         "password_common",
		"nordlichtNORDLICHT!!":                                       "password_common",
		"\uff30\uff21\uff33\uff33\uff37\uff2f\uff32\uff24passwordpw": "password_common", // full width
		"Nordlicht scheint ueber den Hafen":                          "",                // a word of one's own among others is fine
	} {
		bad := identity.CheckPassword("/password", secret.Text(password), context...)
		got := ""
		if bad != nil {
			got = bad.Code
			if bad.Pointer != "/password" || bad.Detail == "" {
				t.Errorf("%.30q: %+v", password, bad)
			}
		}
		if got != want {
			t.Errorf("%.30q: got %q, want %q", password, got, want)
		}
	}
}

// What is stored is an Argon2id hash with its settings and its own salt; the same characters in another
// composition are the same password, and beyond 72 bytes they still count.
func TestAPasswordIsStoredAsArgon2id(t *testing.T) {
	ctx, s := context.Background(), service(t, &testkit.Clock{})
	long := strings.Repeat("longer than bcrypt reads ", 4)
	for _, p := range []secret.Text{"lantern meadow drizzle quartz", "Zo\u00eb und ihr Fahrrad", secret.Text(long + "a")} {
		one, err := s.HashPassword(ctx, p)
		must(t, err)
		two, err := s.HashPassword(ctx, p)
		must(t, err)
		if one == two || !regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`).MatchString(one) {
			t.Errorf("stored as %s and %s", one, two)
		}
		if strings.Contains(one, p.Reveal()) {
			t.Error("stored as it is")
		}
		for typed, want := range map[secret.Text]bool{p: true, p + "!": false, secret.Text(strings.ToUpper(p.Reveal())): false, "": false, secret.Text(long + "b"): false, "Zoe\u0308 und ihr Fahrrad": p == "Zo\u00eb und ihr Fahrrad"} {
			ok, outdated, err := s.VerifyPassword(ctx, domain.Account{PasswordHash: one}, typed)
			if ok != want || outdated || err != nil {
				t.Errorf("%.20q beside %.20q: %v, outdated %v, %v", typed.Reveal(), p.Reveal(), ok, outdated, err)
			}
		}
	}
}

// An account without a credential takes the same work and is never right.
func TestWithoutACredentialNothingIsRight(t *testing.T) {
	ctx, s := context.Background(), service(t, &testkit.Clock{})
	for _, typed := range []secret.Text{"", "lantern meadow drizzle quartz"} {
		if ok, _, err := s.VerifyPassword(ctx, domain.Account{}, typed); ok || err != nil {
			t.Errorf("%q: %v, %v", typed.Reveal(), ok, err)
		}
	}
}

// A hash of older settings still works, and says that it should be made anew; one that cannot be read is an error.
func TestOlderHashesAreReadAndRenewed(t *testing.T) {
	ctx, s := context.Background(), service(t, &testkit.Clock{})
	const password = "lantern meadow drizzle quartz"
	salt := []byte("0123456789abcdef")
	hash := "$argon2id$v=19$m=8,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" +
		base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), salt, 1, 8, 1, 32))
	ok, outdated, err := s.VerifyPassword(ctx, domain.Account{PasswordHash: hash}, password)
	if !ok || !outdated || err != nil {
		t.Errorf("an older hash: %v, outdated %v, %v", ok, outdated, err)
	}
	for _, broken := range []string{"$", "plain", "$argon2id$v=19$m=8,t=1,p=1$MDEy", "$argon2id$v=19$m=x,t=1,p=1$MDEy$MDEy", "$argon2id$v=19$m=8,t=1,p=1$!$MDEy", "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$", "$argon2id$v=19$m=8,t=0,p=1$MDEy$MDEy", "$argon2id$v=19$m=8,t=1,p=0$MDEy$MDEy", "$argon2i$v=19$m=8,t=1,p=1$MDEy$MDEy", "$argon2id$v=16$m=8,t=1,p=1$MDEy$MDEy", "$2b$12$x$y$z"} {
		if ok, _, err := s.VerifyPassword(ctx, domain.Account{PasswordHash: broken}, ""); ok || err == nil {
			t.Errorf("%q: %v, %v", broken, ok, err)
		}
	}
}

// However many sign in at once, few are hashed at a time, and the rest is told to come again.
func TestHashingIsBounded(t *testing.T) {
	s := service(t, &testkit.Clock{})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	var mu sync.Mutex
	turned, hashed := 0, 0
	for range 120 {
		wg.Go(func() {
			_, err := s.HashPassword(ctx, "lantern meadow drizzle quartz")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				hashed++
			case errs.Of(err) != nil && errs.Of(err).Kind == errs.Unavailable && errs.Of(err).Retry > 0:
				turned++
			default:
				t.Errorf("got %v", err)
			}
			if hashed == 5 {
				cancel() // whoever still waits has gone
			}
		})
	}
	wg.Wait()
	cancel()
	if hashed < 5 || turned < 120-64-5 {
		t.Errorf("%d were hashed and %d turned away", hashed, turned)
	}
	if _, err := s.HashPassword(context.Background(), "lantern meadow drizzle quartz"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
