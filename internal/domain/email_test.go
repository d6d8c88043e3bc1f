package domain_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// One spelling for each address, whoever types it: the twins of what is refused below.
func TestAnAddressHasOneSpelling(t *testing.T) {
	for typed, want := range map[string]string{
		"ann@example.com":                 "ann@example.com",
		"Ann@Example.COM":                 "ann@example.com",
		"  ann@example.com ":              "ann@example.com",
		"ann.b+tag@example.co.uk":         "ann.b+tag@example.co.uk",
		"o'brien@example.com":             "o'brien@example.com",
		"!#$%&'*+-/=?^_`{|}~@ex.com":      "!#$%&'*+-/=?^_`{|}~@ex.com",
		"a@b.cd":                          "a@b.cd",
		"ann@b\u00fccher.example":         "ann@xn--bcher-kva.example",
		"ann@BU\u0308CHER.example":        "ann@xn--bcher-kva.example", // the accent apart
		"ann@xn--bcher-kva.example":       "ann@xn--bcher-kva.example",
		"ann@XN--BCHER-KVA.example":       "ann@xn--bcher-kva.example",
		"ann@example\u3002com":            "ann@example.com", // the full stop of ideographic scripts (UTS 46)
		"ann@\uff45xample.com":            "ann@example.com", // full width, as a browser reads it
		"ann@examp\u017fe.com":            "ann@exampse.com", // long s is an s in a domain, for every resolver
		"ann@\u212aelvin.com":             "ann@kelvin.com",  // and the Kelvin sign a k
		"ann@example.xn--p1ai":            "ann@example.xn--p1ai",
		strings.Repeat("a", 64) + "@b.cd": strings.Repeat("a", 64) + "@b.cd",
		longest():                         longest(),
	} {
		got, bad := domain.ParseEmail("/email", typed)
		if bad != nil || string(got) != want {
			t.Errorf("%q: got %q, %v, want %q", typed, got, bad, want)
		}
	}
}

// longest has 254 characters, as many as an SMTP path can carry.
func longest() string {
	label := strings.Repeat("b", 62) + "."
	return strings.Repeat("a", 62) + "@" + strings.Repeat(label, 3) + "co"
}

func TestWhatIsNoAddressIsRefused(t *testing.T) {
	for what, typed := range map[string]string{
		"nothing":                        "",
		"spaces":                         "   ",
		"no @":                           "ann.example.com",
		"two @":                          "ann@b@example.com",
		"two @ in quotes":                `"ann@b"@example.com`,
		"nobody":                         "@example.com",
		"nowhere":                        "ann@",
		"one label":                      "ann@localhost",
		"quotes":                         `"ann b"@example.com`,
		"a comment":                      "ann(comment)@example.com",
		"a comment in the domain":        "ann@(comment)example.com",
		"a name":                         "Ann <ann@example.com>",
		"brackets":                       "<ann@example.com>",
		"two addresses":                  "ann@example.com,bob@example.com",
		"a group":                        "friends:ann@example.com;",
		"an encoded word":                "=?utf-8?q?ann?=@exam ple.com",
		"a space inside":                 "an n@example.com",
		"a tab before":                   "\tann@example.com",
		"a line break":                   "ann@example.com\n",
		"a header":                       "ann@example.com\r\nBcc: bob@example.com",
		"a zero byte":                    "ann\x00@example.com",
		"broken UTF-8":                   "ann\xff@example.com",
		"broken UTF-8 in the domain":     "ann@ex\xffample.com",
		"a leading dot":                  ".ann@example.com",
		"a trailing dot":                 "ann.@example.com",
		"two dots":                       "ann..b@example.com",
		"a dot at the domain's end":      "ann@example.com.",
		"a dot at the domain's start":    "ann@.example.com",
		"two dots in the domain":         "ann@example..com",
		"a hyphen at a label's start":    "ann@-example.com",
		"a hyphen at a label's end":      "ann@example-.com",
		"an underscore in the domain":    "ann@exa_mple.com",
		"a port":                         "ann@example.com:25",
		"a literal":                      "ann@[192.0.2.1]",
		"a bare address":                 "ann@192.0.2.1",
		"a short address":                "ann@127.1",
		"a hexadecimal address":          "ann@0x7f.0x1",
		"an address of version 6":        "ann@[IPv6:2001:db8::1]",
		"a local part of another script": "\u0430nn@example.com",  // Cyrillic a
		"a long s":                       "u\u017fer@example.com", // which EqualFold takes for an s
		"a Kelvin sign":                  "\u212aelvin@example.com",
		"full width":                     "\uff41nn@example.com",
		"a combining accent":             "e\u0301va@example.com",
		"an invisible space":             "ann\u200b@example.com",
		"a turned direction":             "ann\u202e@example.com",
		"an invisible space in the domain, alone": "ann@\u200b.com",
		"a bad punycode label":                    "ann@xn--a.example",
		"a percent route":                         "ann%example.com",
		"65 before the @":                         strings.Repeat("a", 65) + "@b.cd",
		"a label of 64":                           "ann@" + strings.Repeat("b", 64) + ".com",
		"255 in all":                              "a" + longest(),
		"a megabyte":                              strings.Repeat("a", 1<<20) + "@example.com",
	} {
		got, bad := domain.ParseEmail("/email", typed)
		if bad == nil {
			t.Errorf("%s was taken as %q", what, got)
		} else if bad.Pointer != "/email" || bad.Code != "email_invalid" {
			t.Errorf("%s: %+v", what, bad)
		}
	}
}

// Look-alikes are not merged with what they imitate, and the approver is told of them.
func TestLookAlikesAreOtherAddressesAndFlagged(t *testing.T) {
	for typed, flagged := range map[string]bool{
		"ann@example.com":        false,
		"ann@ex\u0430mple.com":   true, // Cyrillic a
		"ann@b\u00fccher.com":    true,
		"ann@xn--exmple-4nf.com": true,
	} {
		got, bad := domain.ParseEmail("/email", typed)
		if bad != nil {
			t.Errorf("%q: %+v", typed, bad)
			continue
		}
		if domain.LooksAlike(got) != flagged {
			t.Errorf("%q: flagged %v, want %v", typed, !flagged, flagged)
		}
		if flagged && got == "ann@example.com" {
			t.Errorf("%q was merged with what it imitates", typed)
		}
	}
}

// Reading what was read gives the same: the form that is stored is the canonical one, in ASCII, without case.
func TestReadingAnAddressTwiceIsReadingItOnce(t *testing.T) {
	local := rapid.StringMatching(`[A-Za-z0-9!#$%&'*+/=?^_{|}~-]{1,20}(\.[A-Za-z0-9]{1,10})?`)
	host := rapid.OneOf(
		rapid.StringMatching(`[A-Za-z0-9]{1,12}(\.[a-z0-9-]{1,12}){0,2}\.[A-Za-z]{2,6}`),
		rapid.Map(rapid.StringN(1, 12, 40), func(s string) string { return s + ".example" }),
		rapid.Map(rapid.SliceOfN(rapid.RuneFrom([]rune("a\u00fc\u0308\u0430\u017f\u212a\uff21\u3002\u00df\u0130.-\u200d")), 1, 8), func(r []rune) string { return string(r) + ".Example" }),
	)
	rapid.Check(t, func(t *rapid.T) {
		typed := local.Draw(t, "local") + "@" + host.Draw(t, "host")
		once, bad := domain.ParseEmail("/email", typed)
		if bad != nil {
			return
		}
		twice, bad := domain.ParseEmail("/email", string(once))
		if bad != nil || twice != once {
			t.Fatalf("%q became %q, and that %q (%v)", typed, once, twice, bad)
		}
		if strings.ToLower(string(once)) != string(once) || len(once) > domain.MaxEmail || strings.Count(string(once), "@") != 1 {
			t.Fatalf("%q became %q", typed, once)
		}
		for _, c := range []byte(once) {
			if c <= ' ' || c > '~' {
				t.Fatalf("%q became %q", typed, once)
			}
		}
	})
}
