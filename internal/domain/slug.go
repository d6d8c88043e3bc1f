package domain

import (
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// The length of a slug that somebody chooses.
const (
	MinSlug = 2
	MaxSlug = 48
)

// ParseSlug reads the name of a workspace in addresses: 2 to 48 lower-case ASCII letters, digits and single hyphens
// between them. The error is a field error with code slug_invalid, or slug_reserved for a word of the house's own
// addresses.
func ParseSlug(pointer, text string) (string, *errs.Field) {
	plain := strings.IndexFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	}) < 0
	edges := strings.HasPrefix(text, "-") || strings.HasSuffix(text, "-") || strings.Contains(text, "--")
	if len(text) < MinSlug || len(text) > MaxSlug || !plain || edges {
		return "", &errs.Field{
			Pointer: pointer, Code: "slug_invalid",
			Detail: "Use 2 to 48 lower-case letters, digits and single hyphens between them.",
		}
	}
	if IsReservedSlug(text) {
		return "", &errs.Field{Pointer: pointer, Code: "slug_reserved", Detail: "This word is used by the installation itself. Choose another."}
	}
	return text, nil
}

// IsReservedSlug tells the words that no workspace may be called in addresses: they are, or may become, addresses of
// the house itself, or would be taken for it.
func IsReservedSlug(slug string) bool {
	return slices.Contains([]string{
		"about", "accept", "access", "access-requests", "account", "accounts", "admin", "api", "app", "approvals", "assets", "audit",
		"auth", "billing", "blog", "confirm", "contact", "dashboard", "dev", "docs", "download", "events", "forgot-password",
		"gatehouse", "healthz", "help", "home", "index", "invitations", "invite", "join", "legal", "locations", "login",
		"logout", "mail", "me", "metrics", "new", "null", "oauth", "pending", "preview", "privacy", "readyz", "register",
		"reset-password", "robots", "roles", "root", "scim", "security", "session", "sessions", "settings", "setup",
		"sign-in", "sign-out", "sign-up", "signin", "signout", "signup", "sso", "static", "status", "support", "system",
		"terms", "undefined", "users", "webhooks", "well-known", "workspace", "workspaces", "www",
	}, slug)
}
