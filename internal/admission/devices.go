package admission

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// remembered is how long the house knows a session, from its start until it is forgotten.
const remembered = 2 * domain.SessionLife

// maxSessions bounds where one account can be signed in at once; beyond it, the oldest session ends.
const maxSessions = 100

// startSession opens a session for somebody who has just signed in, and tells them by mail where that was on a
// device that they were not seen on before. The very first sign-in is no news.
func (s *Service) startSession(tx *store.Tx, a domain.Account, o authz.Origin) (identity.Tokens, error) {
	known, err := tx.AgentsOf(a.ID)
	if err != nil {
		return identity.Tokens{}, err
	}
	if err := makeRoom(tx, a); err != nil {
		return identity.Tokens{}, err
	}
	_, tokens, err := s.identity.StartSession(tx, a, o)
	if err != nil {
		return tokens, err
	}
	first := len(known) == 0 && tx.Now().Sub(a.CreatedAt) < remembered
	device := domain.DeviceOf(o.UserAgent)
	if first || slices.ContainsFunc(known, func(agent string) bool { return domain.DeviceOf(agent) == device }) {
		return tokens, nil
	}
	return tokens, tx.Mail(domain.Message{
		Kind: domain.MailNewDevice, To: a.Email, Locale: a.Locale,
		Data: domain.MailData{
			Name: a.Name, Device: device, Network: domain.NetworkOf(o.IP), At: tx.Now(), Link: "/account?tab=sessions",
		},
	})
}

func makeRoom(tx *store.Tx, a domain.Account) error {
	live, err := tx.LiveSessionsOf(a.ID)
	if err != nil {
		return err
	}
	for n := 0; len(live)-n >= maxSessions; n++ {
		if err := closeSession(tx, live[n], "too_many"); err != nil {
			return err
		}
	}
	return nil
}
