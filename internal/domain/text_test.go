package domain_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func TestNamesAreTrimmedAndComposed(t *testing.T) {
	for typed, want := range map[string]string{
		"Ann":                                  "Ann",
		"  Ann Lee\u3000":                      "Ann Lee",
		"Zoe\u0308":                            "Zo\u00eb",
		"O'Brien-\u0160 & Co. #1":              "O'Brien-\u0160 & Co. #1",
		"\u5c71\u7530 \u592a\u90ce":            "\u5c71\u7530 \u592a\u90ce",
		"\u0646\u0627\u0645\u200c\u0647\u0627": "\u0646\u0627\u0645\u200c\u0647\u0627", // Persian needs its joiner
		"\U0001f469\u200d\U0001f680":           "\U0001f469\u200d\U0001f680",
		"<b>Fleet</b> {{.Name}}":               "<b>Fleet</b> {{.Name}}", // text, which whoever shows it escapes
		strings.Repeat("\u00e9", 120):          strings.Repeat("\u00e9", 120),
	} {
		if got, bad := domain.ParseName("/name", typed); bad != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", typed, got, bad, want)
		}
	}
}

func TestWhatIsNoNameIsRefused(t *testing.T) {
	for typed, code := range map[string]string{
		"":                             "required",
		" \t\n\u00a0\u3000":            "required",
		"\u200d\u200c":                 "required",
		strings.Repeat("a", 121):       "too_long",
		strings.Repeat("e\u0301x", 61): "too_long",
		"Ann\r\nBcc: bob@example.com":  "name_invalid",
		"Ann\x00":                      "name_invalid",
		"Ann\x1b[31m":                  "name_invalid",
		"Ann\u0085Lee":                 "name_invalid",
		"Ann\u2028Lee":                 "name_invalid",
		"Ann\xff":                      "name_invalid",
		"Ann\u202enimdA":               "name_invalid",
		"Ann\u2066Lee":                 "name_invalid",
		"Ad\u200bmin":                  "name_invalid",
		"Ad\u00admin":                  "name_invalid",
		"\ufeffAdmin":                  "name_invalid",
		"Admin\u200e":                  "name_invalid",
		"Admin\u3164":                  "name_invalid",
		"Admin\U000e0041":              "name_invalid",
	} {
		got, bad := domain.ParseName("/name", typed)
		if bad == nil || bad.Code != code || bad.Pointer != "/name" {
			t.Errorf("%q: got %q, %+v, want %s", typed, got, bad, code)
		}
	}
}

func TestMessagesMayHaveLines(t *testing.T) {
	if got, bad := domain.ParseMessage("/message", " Hello,\n\twelcome \U0001f44b\r\n", 100); bad != nil || got != "Hello,\n\twelcome \U0001f44b" {
		t.Errorf("got %q, %+v", got, bad)
	}
	if got, bad := domain.ParseMessage("/message", "  ", 100); bad != nil || got != "" {
		t.Errorf("nothing: got %q, %+v", got, bad)
	}
	for typed, code := range map[string]string{
		strings.Repeat("a", 101): "too_long", "a\x00": "text_invalid", "a\x07": "text_invalid", "a\u202eb": "text_invalid", "\xff": "text_invalid",
	} {
		if _, bad := domain.ParseMessage("/message", typed, 100); bad == nil || bad.Code != code {
			t.Errorf("%q: got %+v, want %s", typed, bad, code)
		}
	}
}

// Names that look the same are the same where names are compared: case, width, composition, what shows nothing.
func TestTwinsFoldToOneName(t *testing.T) {
	for a, b := range map[string]string{
		"Admin":        "aDMIN",
		"\uff21dmin":   "Admin",
		"Zoe\u0308":    "ZO\u00cb",
		"Ad\u200dmin":  "Admin",
		"\u017fales":   "Sales",
		"\u212aelvin":  "Kelvin",
		"\ufb01eld":    "FIELD",
		"Depot\u00a01": "depot 1",
	} {
		if domain.Fold(a) != domain.Fold(b) {
			t.Errorf("%q folds to %q, and %q to %q", a, domain.Fold(a), b, domain.Fold(b))
		}
	}
	for a, b := range map[string]string{"Admin": "Admins", "\u0410dmin": "Admin", "Mu\u0308ller": "Muller"} {
		if domain.Fold(a) == domain.Fold(b) {
			t.Errorf("%q and %q are different names", a, b)
		}
	}
}

func TestFoldingTwiceIsFoldingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		once := domain.Fold(text)
		if twice := domain.Fold(once); twice != once {
			t.Fatalf("%q folds to %q, and that to %q", text, once, twice)
		}
	})
}

func TestANameReadTwiceIsReadOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		once, bad := domain.ParseName("/name", text)
		if bad != nil {
			return
		}
		twice, bad := domain.ParseName("/name", once)
		if bad != nil || twice != once || !utf8.ValidString(once) || strings.ContainsAny(once, "\r\n\x00") {
			t.Fatalf("%q became %q, and that %q (%v)", text, once, twice, bad)
		}
	})
}

func TestSlugsAreBornOfNames(t *testing.T) {
	for name, want := range map[string]string{
		"Acme Fleet":             "acme-fleet",
		"  Acme -- Fleet!  ":     "acme-fleet",
		"Z\u00fcrich Depot":      "zurich-depot",
		"\u5c71\u7530":           "workspace",
		"!!!":                    "workspace",
		"../../etc/passwd":       "etc-passwd",
		"a?b#c&d":                "a-b-c-d",
		strings.Repeat("ab", 40): strings.Repeat("ab", 24),
		strings.Repeat("a-", 40): strings.Repeat("a-", 23) + "a",
	} {
		if got := domain.SlugOf(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		slug := domain.SlugOf(rapid.String().Draw(t, "name"))
		if slug == "" || len(slug) > 48 || strings.Trim(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Contains(slug, "--") ||
			strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") {
			t.Fatalf("%q is no slug", slug)
		}
	})
}
