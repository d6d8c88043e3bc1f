package domain

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// MaxWebhookURL is how long the address of an endpoint can be.
const MaxWebhookURL = 1024

// refusedNetworks lists what is inside 0.0.0.0/0 and 2000::/3 and is no place on the public internet (RFC 6890 and its
// registries, RFC 9637), or leads to an IPv4 address that is written inside (Teredo, 6to4). Of IPv6 everything outside
// 2000::/3 is refused unseen: loopback, link-local, unique local, multicast, IPv4-mapped and -compatible, NAT64.
func refusedNetworks() []netip.Prefix {
	return prefixes(
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
	)
}

// privateNetworks lists those that an installation can let webhooks reach. Link-local addresses, where clouds keep
// credentials of the machine, are not among them.
func privateNetworks() []netip.Prefix {
	return prefixes("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
}

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

// MayReach tells whether webhooks may connect to an address: one of the public internet or, where the installation says
// so, of a private network. It is asked about the very address that a connection is about to go to, so that no name
// leads elsewhere.
func MayReach(a netip.Addr, private bool) bool {
	within := func(list []netip.Prefix) bool {
		return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	if a.Zone() != "" || !a.IsValid() {
		return false
	}
	if private && within(privateNetworks()) {
		return true
	}
	return (a.Is4() || within(prefixes("2000::/3"))) && !within(refusedNetworks())
}

var (
	hostName = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
	urlText  = regexp.MustCompile(`^[!-~]+$`) // ASCII without spaces
)

// insideNames are endings of names that mean this machine or this network (RFC 6761, 6762, 7686, 8375, 9476).
func insideNames() []string {
	return []string{
		"localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa",
		"invalid", "onion", "alt", "arpa",
	}
}

// ParseWebhookURL reads the address of an endpoint and gives it as it is kept: https, a public host by name or by a
// plainly written address, no user, no fragment, no port of another service. Private lets it be http, and inside. The
// error is a field error with code url_invalid, or url_refused where it means a place that webhooks may not reach.
func ParseWebhookURL(pointer, text string, private bool) (string, *errs.Field) {
	invalid := func(detail string) (string, *errs.Field) {
		return "", &errs.Field{Pointer: pointer, Code: "url_invalid", Detail: detail}
	}
	if len(text) > MaxWebhookURL {
		return invalid("Use at most " + strconv.Itoa(MaxWebhookURL) + " characters.")
	}
	u, err := url.Parse(text)
	if err != nil || !urlText.MatchString(text) || strings.ContainsAny(text, `\"<>^{|}`+"`") || u.Opaque != "" {
		return invalid("Enter an address such as https://example.com/hooks; write other letters as %-codes, and names of other scripts as xn--.")
	}
	secure := u.Scheme == "https"
	switch {
	case !secure && (u.Scheme != "http" || !private):
		return invalid("The address has to begin with https://.")
	case u.User != nil:
		return invalid("Leave out user name and password: whoever receives it knows us by the signature.")
	case strings.Contains(text, "#"):
		return invalid("Leave out the # and what follows it.")
	case !portAllowed(u, secure):
		return invalid("Use the usual port, or one from 1024 to 65535.")
	}
	host := strings.ToLower(u.Hostname())
	if why := refuseHost(host, strings.HasPrefix(u.Host, "["), private); why != "" {
		return "", &errs.Field{Pointer: pointer, Code: "url_refused", Detail: why}
	}
	u.Host = strings.ToLower(u.Host)
	return u.String(), nil
}

func portAllowed(u *url.URL, secure bool) bool {
	if strings.HasSuffix(u.Host, ":") {
		return false
	}
	text := u.Port()
	if text == "" {
		return true
	}
	port, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(port) != text {
		return false
	}
	return port >= 1024 && port <= 65535 || secure && port == 443 || !secure && port == 80
}

// refuseHost says why a host is refused; "" where it is not. What ends like a number is an address or nothing: programs
// disagree about 127.1, 0x7f.0.0.1 and 2130706433, so addresses are taken in their one plain form alone.
func refuseHost(host string, bracketed, private bool) string {
	const inside = "Webhooks reach public addresses of the internet alone."
	if a, err := netip.ParseAddr(host); err == nil {
		switch {
		case a.Is4() == bracketed, a.String() != host:
			return "Write the address in its usual form."
		case !MayReach(a, private):
			return inside
		}
		return ""
	}
	labels := strings.Split(host, ".")
	for i := range labels {
		if slices.Contains(insideNames(), strings.Join(labels[i:], ".")) && !private {
			return inside
		}
	}
	switch {
	case bracketed || len(host) > 253 || !hostName.MatchString(host):
		return "This is no name of a host. Enter one such as example.com."
	case len(labels) == 1 && !private:
		return inside
	}
	return ""
}
