package app

import (
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// demoPlace is the plan of one workspace: how many people stand where in the end, and how many came and went.
type demoPlace struct {
	name      string
	host      string // of its people's addresses
	policy    domain.ApprovalPolicy
	locations [][3]string // name, address, time zone
	roles     []demoRole
	active    int // the founder not counted
	suspended int
	pending   int
	invited   int
	lapsed    int // invitations that expired
	returned  int // invitations that cannot be delivered
	gone      int // of each: revoked, declined, rejected, withdrawn, expired waiting
}

type demoRole struct {
	name, description string
	scope             domain.RoleScope
	permissions       []string
	holders           int // of the active people
}

// demoPlaces are three workspaces with 200 people.
func demoPlaces() []demoPlace {
	return []demoPlace{
		{
			name: "Acme Fleet", host: "acme-fleet.example", policy: domain.ApproveAlways,
			locations: [][3]string{
				{"Sydney", "1 George Street, Sydney", "Australia/Sydney"},
				{"Melbourne", "20 Collins Street, Melbourne", "Australia/Melbourne"},
				{"Perth", "5 Hay Street, Perth", "Australia/Perth"},
				{"Darwin", "8 Mitchell Street, Darwin", "Australia/Darwin"},
			},
			roles: []demoRole{
				{"Depot Manager", "Runs one depot and its people.", domain.ScopeLocations, []string{"users:read", "users:invite", "users:update", "users:suspend", "approvals:read", "approvals:decide"}, 6},
				{"Auditor", "Reads everything, changes nothing.", domain.ScopeWorkspace, []string{"users:read", "roles:read", "locations:read", "approvals:read", "audit:read"}, 3},
				{"Customer Success", "Helps customers; sees who works where.", domain.ScopeWorkspace, []string{"users:read", "locations:read"}, 14},
			},
			active: 82, suspended: 7, pending: 9, invited: 10, lapsed: 5, returned: 4, gone: 2,
		},
		{
			name: "Northwind Rentals", host: "northwind.example", policy: domain.ApproveUnlessApprover,
			locations: [][3]string{{"Harbour", "Pier 3", "Europe/London"}, {"Airport", "Terminal 2", "Europe/London"}},
			roles: []demoRole{
				{"Front Desk", "Hands out the keys.", domain.ScopeWorkspace, []string{"users:read"}, 12},
			},
			active: 46, suspended: 3, pending: 0, invited: 6, lapsed: 2, returned: 2, gone: 1,
		},
		{
			name: "Corner Bakery", host: "bakery.example", policy: domain.ApproveNever,
			locations: [][3]string{{"Main Street", "12 Main Street", "America/New_York"}},
			active:    17, suspended: 1, pending: 0, invited: 2, lapsed: 1, returned: 0, gone: 0,
		},
	}
}

// demoPerson is the nth person of the world; the same one every time.
func demoPerson(n int, host string) (name, email string) {
	given := strings.Fields("Ana Ben Cleo Dmitri Eve Finn Grace Hugo Ines Jonas Kim Li Mara Nils Olga Pia Quinn Rita Sam Tara Uma Viktor Wei Xenia Yusuf Zoe Amir Bea Carl")
	family := strings.Fields("Souza Okoro Chan Ivanov Evans Flynn Hopper Meyer Costa Berg Park Wei Novak Lund Petrova Rossi Adams Silva Stone Singh Iyer Orlov Zhang Katz Demir Young Haddad Moreau Larsen Tanaka Ortiz")
	g, f := given[n%len(given)], family[(n*5+n/len(given))%len(family)]
	return g + " " + f, fmt.Sprintf("%s.%s@%s", strings.ToLower(g), strings.ToLower(f), host)
}

// specialNames are names that lists have to bear: a long one, one from right to left, one with accents, one of one word.
func specialNames() []string {
	return []string{
		"Maximiliana Theodora Konstantinopolsky-Hohenstein von und zu Liechtenberg",
		"אברהם כהן", "Zoë Nguyễn-Łukasiewicz", "Madonna",
	}
}
