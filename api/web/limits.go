package web

// The policies of rate limits, by name.
const (
	LimitSignIn = "sign-in"
	LimitMail   = "mail"
	LimitLinks  = "links"
	LimitInvite = "invite"
)
