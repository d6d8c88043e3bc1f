package domain

import (
	"net/netip"
	"strings"
)

// mark is a word in a user agent and what it stands for. The order of a list counts: a browser names its
// forebears too, so that Edge says Chrome and Safari, and Chrome says Safari.
type mark struct{ word, name string }

func browserMarks() []mark {
	return []mark{
		{"edg/", "Edge"},
		{"edga/", "Edge"},
		{"edgios/", "Edge"},
		{"opr/", "Opera"},
		{"samsungbrowser/", "Samsung Internet"},
		{"vivaldi/", "Vivaldi"},
		{"fxios/", "Firefox"},
		{"firefox/", "Firefox"},
		{"crios/", "Chrome"},
		{"headlesschrome/", "Chrome"},
		{"chromium/", "Chromium"},
		{"chrome/", "Chrome"},
		{"safari/", "Safari"},
		{"curl/", "curl"},
		{"python", "Python"},
		{"go-http-client/", "Go"},
		{"node", "Node.js"},
	}
}

func systemMarks() []mark {
	return []mark{
		{"iphone", "iPhone"},
		{"ipad", "iPad"},
		{"android", "Android"},
		{"cros", "ChromeOS"},
		{"windows", "Windows"},
		{"mac os x", "macOS"},
		{"macintosh", "macOS"},
		{"freebsd", "FreeBSD"},
		{"linux", "Linux"},
	}
}

// UnknownDevice is the name of a device whose user agent says nothing that we know.
const UnknownDevice = "Unknown device"

// DeviceOf names the device that a user agent tells of, such as "Firefox on Windows". It gives no versions, so that
// an update is not a new device, and it believes what it reads: any program can call itself anything.
func DeviceOf(userAgent string) string {
	text := strings.ToLower(userAgent)
	browser, system := find(browserMarks(), text), find(systemMarks(), text)
	switch {
	case browser == "" && system == "":
		return UnknownDevice
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

func find(list []mark, text string) string {
	for _, m := range list {
		if strings.Contains(text, m.word) {
			return m.name
		}
	}
	return ""
}

// The bits of an address that name a network, as a household or an office mostly has one.
const (
	networkBits4 = 24
	networkBits6 = 48
)

// NetworkOf gives the network that an address belongs to, such as 203.0.113.0/24; "" for what is no address. There
// is no list of places in the house, so it is the nearest thing to one that is true.
func NetworkOf(ip string) string {
	address, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	address = address.Unmap().WithZone("")
	bits := networkBits6
	if address.Is4() {
		bits = networkBits4
	}
	network, err := address.Prefix(bits)
	if err != nil {
		return ""
	}
	return network.String()
}
