package domain

import "github.com/gatehouse-dev/gatehouse/internal/id"

// What comes of asking to join.
type (
	UserAsked struct { // somebody asked to join, and proved that the address is theirs
		User    User      `audit:"drop"`
		Email   Email     `audit:"keep"`
		Status  Change    `audit:"keep"`
		RoleIDs []id.Role `audit:"keep"`
	}
	AccessRequestRefused struct { // somebody signed in as another person held the link
		RequestID id.AccessRequest `audit:"drop"`
		Reason    string           `audit:"keep"`
	}
)

func (UserAsked) Type() EventType            { return "user.asked" }
func (AccessRequestRefused) Type() EventType { return "access_request.refused" }

func (e UserAsked) Target() Ref { return UserRef(e.User) }

// Target names the request, and nobody: its person proved nothing yet.
func (e AccessRequestRefused) Target() Ref {
	return Ref{Kind: "access_request", ID: string(e.RequestID)}
}
