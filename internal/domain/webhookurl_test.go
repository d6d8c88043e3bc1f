package domain_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// refusedAddresses are spellings of places inside, or of nothing, each beside a twin that is accepted.
var refusedAddresses = []struct{ what, refused, accepted string }{
	{"no scheme", "example.com/hooks", "https://example.com/hooks"},
	{"http", "http://example.com/", "https://example.com/"},
	{"another scheme", "ftp://example.com/", "https://example.com/ftp"},
	{"a file", "file:///etc/passwd", "https://example.com/etc/passwd"},
	{"gopher", "gopher://example.com:6379/_x", "https://example.com:6379/_x"},
	{"script", "javascript:alert(1)", "https://example.com/javascript:alert(1)"},
	{"data", "data:text/plain,x", "https://example.com/data:text/plain,x"},
	{"no host", "https:///hooks", "https://example.com///hooks"},
	{"one slash", "https:/example.com", "https://example.com"},
	{"opaque", "https:example.com", "https://example.com?x"},
	{"a user", "https://user@example.com/", "https://example.com/user@"},
	{"a user and password", "https://user:pass@example.com/", "https://example.com/?user:pass@"},
	{"a host as the user", "https://example.com@127.0.0.1/", "https://example.com/@127.0.0.1"},
	{"a coded user", "https://example.com%40127.0.0.1/", "https://example.com/%40127.0.0.1"},
	{"a fragment", "https://example.com/#x", "https://example.com/%23x"},
	{"an empty fragment", "https://example.com/#", "https://example.com/"},
	{"a back-slash", `https://example.com\@127.0.0.1/`, "https://example.com/%5C@127.0.0.1"},
	{"a space", "https://exa mple.com/", "https://example.com/a%20b"},
	{"a line break", "https://example.com/\r\nx", "https://example.com/%0D%0Ax"},
	{"a tab in the host", "https://127.0\t.0.1/", "https://example.com/%09"},
	{"a null", "https://example.com/\x00", "https://example.com/%00"},
	{"the SSH port", "https://example.com:22/", "https://example.com:2222/"},
	{"the SMTP port", "https://example.com:25/", "https://example.com:2525/"},
	{"the http port", "https://example.com:80/", "https://example.com:443/"},
	{"port 0", "https://example.com:0/", "https://example.com:1024/"},
	{"a port too large", "https://example.com:65536/", "https://example.com:65535/"},
	{"a port with zeros", "https://example.com:08443/", "https://example.com:8443/"},
	{"a port that is none", "https://example.com:https/", "https://example.com/:https"},
	{"an empty port", "https://example.com:/", "https://example.com/:"},
	{"loopback", "https://127.0.0.1/", "https://8.8.8.8/"},
	{"loopback elsewhere", "https://127.8.8.8/", "https://126.8.8.8/"},
	{"this host", "https://0.0.0.0/", "https://1.0.0.1/"},
	{"this network", "https://0.1.2.3/", "https://1.1.2.3/"},
	{"ten", "https://10.1.2.3/", "https://11.1.2.3/"},
	{"172.16", "https://172.16.0.1/", "https://172.15.0.1/"},
	{"172.31", "https://172.31.255.255/", "https://172.32.0.1/"},
	{"192.168", "https://192.168.1.1/", "https://192.169.1.1/"},
	{"link-local", "https://169.254.169.254/latest/meta-data/", "https://169.253.169.254/latest/meta-data/"},
	{"shared", "https://100.64.0.1/", "https://100.63.0.1/"},
	{"shared, its end", "https://100.127.255.255/", "https://100.128.0.1/"},
	{"protocol assignments", "https://192.0.0.8/", "https://192.0.3.8/"},
	{"documentation 1", "https://192.0.2.1/", "https://192.1.2.1/"},
	{"documentation 2", "https://198.51.100.7/", "https://198.51.101.7/"},
	{"documentation 3", "https://203.0.113.7/", "https://203.0.114.7/"},
	{"benchmarks", "https://198.18.0.1/", "https://198.17.0.1/"},
	{"6to4 relays", "https://192.88.99.1/", "https://192.88.98.1/"},
	{"multicast", "https://224.0.0.1/", "https://223.0.0.1/"},
	{"reserved", "https://250.0.0.1/", "https://223.255.0.1/"},
	{"broadcast", "https://255.255.255.255/", "https://222.255.255.255/"},
	{"decimal", "https://2130706433/", "https://n2130706433.example.com/"},
	{"decimal of a public address", "https://134744072/", "https://8.8.8.8/x"},
	{"octal", "https://0177.0.0.1/", "https://177.0.0.1/"},
	{"octal in one number", "https://017700000001/", "https://o17700000001.example.com/"},
	{"hexadecimal", "https://0x7f.0.0.1/", "https://x7f.example.com/"},
	{"hexadecimal in one number", "https://0x7f000001/", "https://x7f000001.example.com/"},
	{"short", "https://127.1/", "https://127.1.example.com/"},
	{"short, three parts", "https://127.0.1/", "https://127.0.1.example.com/"},
	{"zeros in front", "https://008.008.008.008/", "https://8.8.8.8/y"},
	{"a dot at the end of an address", "https://127.0.0.1./", "https://8.8.8.8/."},
	{"a dot at the end of a name", "https://example.com./", "https://example.com/./"},
	{"a part too many", "https://127.0.0.1.1/", "https://127.0.0.1.example.com/"},
	{"ideographic dots", "https://127。0。0。1/", "https://xn--fiqs8s.example.com/"},
	{"full-width digits", "https://１２７.0.0.1/", "https://xn--1-0fa.example.com/"},
	{"circled digits", "https://①②⑦.0.0.1/", "https://a127.example.com/"},
	{"another script", "https://bücher.example.com/", "https://xn--bcher-kva.example.com/"},
	{"percent-coded", "https://%31%32%37.0.0.1/", "https://example.com/%31%32%37.0.0.1"},
	{"IPv6 loopback", "https://[::1]/", "https://[2606:4700:4700::1111]/"},
	{"IPv6 loopback in full", "https://[0:0:0:0:0:0:0:1]/", "https://[2606:4700:4700::1001]/"},
	{"IPv6 unspecified", "https://[::]/", "https://[2001:4860:4860::8888]/"},
	{"IPv4-mapped", "https://[::ffff:127.0.0.1]/", "https://[2a00:1450:4001::1]/"},
	{"IPv4-mapped in hexadecimal", "https://[::ffff:7f00:1]/", "https://[2a00:1450:4001::2]/"},
	{"IPv4-mapped public", "https://[::ffff:8.8.8.8]/", "https://8.8.8.8/z"},
	{"IPv4-compatible", "https://[::127.0.0.1]/", "https://[2a00:1450:4001::3]/"},
	{"NAT64", "https://[64:ff9b::7f00:1]/", "https://[2a00:1450:4001::4]/"},
	{"NAT64 of this network", "https://[64:ff9b:1::a00:1]/", "https://[2a00:1450:4001::5]/"},
	{"6to4", "https://[2002:7f00:1::]/", "https://[2003:7f00:1::]/"},
	{"Teredo", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "https://[2001:200::1]/"},
	{"ORCHID", "https://[2001:20::1]/", "https://[2001:400::1]/"},
	{"IPv6 documentation", "https://[2001:db8::1]/", "https://[2001:db9::1]/"},
	{"IPv6 documentation, new", "https://[3fff::1]/", "https://[2fff::1]/"},
	{"IPv6 link-local", "https://[fe80::1]/", "https://[2a00:1450:4001::6]/"},
	{"a zone", "https://[fe80::1%25eth0]/", "https://[2a00:1450:4001::7]/"},
	{"a zone of a public address", "https://[2a00:1450:4001::8%25eth0]/", "https://[2a00:1450:4001::8]/"},
	{"unique local", "https://[fd00::1]/", "https://[2a00:1450:4001::9]/"},
	{"site-local", "https://[fec0::1]/", "https://[2a00:1450:4001::a]/"},
	{"IPv6 multicast", "https://[ff02::1]/", "https://[2a00:1450:4001::b]/"},
	{"discard", "https://[100::1]/", "https://[2a00:1450:4001::c]/"},
	{"segment routing", "https://[5f00::1]/", "https://[2a00:1450:4001::d]/"},
	{"IPv6 written another way", "https://[2606:4700:4700:0:0:0:0:1111]/", "https://[2606:4700:4700::1111]/x"},
	{"IPv4 in brackets", "https://[8.8.8.8]/", "https://8.8.8.8/v"},
	{"localhost", "https://localhost/", "https://localhost.example.com/"},
	{"LOCALHOST", "https://LOCALHOST/", "https://EXAMPLE.com/"},
	{"below localhost", "https://a.localhost/", "https://a.localhosts.com/"},
	{"local", "https://printer.local/", "https://printer.locals.com/"},
	{"internal", "https://metadata.google.internal/", "https://metadata.google.com/"},
	{"home.arpa", "https://router.home.arpa/", "https://router.home-arpa.com/"},
	{"onion", "https://abcdef.onion/", "https://abcdef.onions.com/"},
	{"one label", "https://intranet/", "https://intranet.example.com/"},
	{"a dot in front", "https://.example.com/", "https://a.example.com/"},
	{"two dots", "https://example..com/", "https://example.com/.."},
	{"a hyphen in front", "https://-example.com/", "https://ex-ample.com/"},
	{"a label too long", "https://" + strings.Repeat("a", 64) + ".com/", "https://" + strings.Repeat("a", 63) + ".com/"},
	{"too long", "https://example.com/" + strings.Repeat("a", domain.MaxWebhookURL), "https://example.com/" + strings.Repeat("a", 900)},
}

// What means a place inside is refused in every spelling, and what does not is taken.
func TestWebhooksGoToThePublicInternetAlone(t *testing.T) {
	if len(refusedAddresses) < 60 {
		t.Fatalf("only %d", len(refusedAddresses))
	}
	for _, c := range refusedAddresses {
		if kept, bad := domain.ParseWebhookURL("/url", c.refused, false); bad == nil || bad.Pointer != "/url" || kept != "" {
			t.Errorf("%s: %q was taken as %q", c.what, c.refused, kept)
		}
		if _, bad := domain.ParseWebhookURL("/url", c.accepted, false); bad != nil {
			t.Errorf("%s: its twin %q was refused: %s", c.what, c.accepted, bad.Detail)
		}
	}
}

// An installation can let webhooks into private networks; not to where clouds keep credentials of the machine.
func TestAnInstallationCanLetWebhooksInside(t *testing.T) {
	for text, taken := range map[string]bool{
		"http://127.0.0.1:8080/": true, "http://localhost:8080/": true, "http://app/": true, "https://10.1.2.3/": true, "http://[::1]:8080/": true,
		"http://[fd00::1]/": true, "http://erp.internal/": true, "http://169.254.169.254/": false, "http://[fe80::1]/": false, "http://0.0.0.0/": false,
		"http://2130706433/": false, "http://127.1/": false, "http://user@127.0.0.1/": false, "http://127.0.0.1:22/": false, "ftp://127.0.0.1/": false,
	} {
		if _, bad := domain.ParseWebhookURL("/url", text, true); (bad == nil) != taken {
			t.Errorf("%s is taken: %v", text, bad == nil)
		}
	}
}

// What a name leads to is held against the same list, as the address that a connection goes to.
func TestTheAddressOfAConnectionIsHeldAgainstTheList(t *testing.T) {
	for text, reached := range map[string]bool{
		"8.8.8.8": true, "2606:4700:4700::1111": true, "127.0.0.1": false, "169.254.169.254": false, "::1": false, "::ffff:8.8.8.8": false,
		"::ffff:127.0.0.1": false, "64:ff9b::808:808": false, "2002:808:808::": false, "fe80::1": false, "fe80::1%eth0": false, "fd12::1": false,
		"10.0.0.1": false, "224.0.0.1": false, "::": false, "0.0.0.0": false, "2001::1": false, "ff02::1": false, "3fff:1::": false,
	} {
		if domain.MayReach(netip.MustParseAddr(text), false) != reached {
			t.Errorf("%s is reached: %v", text, !reached)
		}
	}
	if domain.MayReach(netip.Addr{}, true) || !domain.MayReach(netip.MustParseAddr("127.0.0.1"), true) || domain.MayReach(netip.MustParseAddr("::ffff:127.0.0.1"), true) {
		t.Error("inside")
	}
}
