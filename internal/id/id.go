// Package id mints and reads the ids of the house: UUIDv7 (RFC 9562) as lower-case text, typed by what
// they name, so that two ids of different kinds cannot be swapped. No other package mints ids.
package id

import (
	"github.com/google/uuid"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// ID names one thing of kind K.
type ID[K any] string

// The kinds of things that have ids.
type (
	accountKind    struct{}
	workspaceKind  struct{}
	userKind       struct{}
	roleKind       struct{}
	locationKind   struct{}
	invitationKind struct{}
	approvalKind   struct{}
	sessionKind    struct{}
	mailKind       struct{}
	eventKind      struct{}
	resetKind      struct{}
	moveKind       struct{}
	requestKind    struct{}
	apiKeyKind     struct{}
	importKind     struct{}
	webhookKind    struct{}
	deliveryKind   struct{}
	signingKind    struct{}

	Account    = ID[accountKind]
	Workspace  = ID[workspaceKind]
	User       = ID[userKind]
	Role       = ID[roleKind]
	Location   = ID[locationKind]
	Invitation = ID[invitationKind]
	Approval   = ID[approvalKind]
	Session    = ID[sessionKind]
	Mail       = ID[mailKind]
	Event      = ID[eventKind]
	Reset      = ID[resetKind]
	Move       = ID[moveKind]
	Import     = ID[importKind]
	Webhook    = ID[webhookKind]
	Delivery   = ID[deliveryKind]

	AccessRequest = ID[requestKind]
	APIKey        = ID[apiKeyKind]
	SigningKey    = ID[signingKind]
)

// New mints an id; ids of one process rise with time.
func New[T ~string]() T {
	return T(uuid.Must(uuid.NewV7()).String())
}

// Parse reads an id in its one canonical spelling; any other text is a not_found error, because no
// thing has that name.
func Parse[T ~string](text string) (T, error) {
	u, err := uuid.Parse(text)
	if err != nil || u.String() != text {
		return "", errs.Missing("object")
	}
	return T(text), nil
}

// ParseAll reads a list; the index of the first unreadable one comes back with ok=false.
func ParseAll[T ~string](texts []string) (ids []T, bad int, ok bool) {
	ids = make([]T, 0, len(texts))
	for i, t := range texts {
		one, err := Parse[T](t)
		if err != nil {
			return nil, i, false
		}
		ids = append(ids, one)
	}
	return ids, 0, true
}

// Text gives a list of ids as plain strings.
func Text[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for i, one := range ids {
		out[i] = string(one)
	}
	return out
}
