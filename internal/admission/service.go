package admission

import (
	"errors"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Service runs the ways in.
type Service struct {
	db       *store.DB
	gate     *authz.Gate
	identity *identity.Service
	base     string // the public URL, without a slash at its end
}

// New takes the database, the gate that proves guests and callers, who someone is, and the public URL.
func New(db *store.DB, gate *authz.Gate, who *identity.Service, publicURL string) *Service {
	return &Service{db: db, gate: gate, identity: who, base: publicURL}
}

// SignedIn is an open session. Refresh is "" where another tab's cookie stays.
type SignedIn struct {
	Account domain.Account
	Tokens  identity.Tokens
}

// invitationPath is the page of an invitation; the token stands in the fragment, which no server sees.
func invitationPath(token secret.Text) string { return "/invite#token=" + token.Reveal() }

func isMissing(err error) bool { return errors.Is(err, store.ErrMissing) }

// orMissing turns an absent row into the one answer for what is not here.
func orMissing(err error, what string) error {
	if isMissing(err) {
		return errs.Missing(what)
	}
	return err
}

// beyond words the refusal of what is about somebody out of reach as that of a thing that is not here.
func beyond(err error, what string) error {
	if e := errs.Of(err); e != nil && e.Kind == errs.NotFound {
		return errs.Missing(what)
	}
	return err
}

// unclaimed is an account that has no credential yet.
func unclaimed(tx *store.Tx, email domain.Email, name string) domain.Account {
	return domain.Account{
		ID: id.New[id.Account](), Email: email, Name: name, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
}

// addAccounts writes new accounts.
func addAccounts(tx *store.Tx, list ...domain.Account) error {
	if err := tx.AddAccount(list...); err != nil {
		return err
	}
	for _, a := range list {
		if err := tx.Record(domain.AccountCreated{Account: a}); err != nil {
			return err
		}
	}
	return nil
}

// newAccount writes an account that has no credential yet.
func newAccount(tx *store.Tx, email domain.Email, name string) (domain.Account, error) {
	a := unclaimed(tx, email, name)
	return a, addAccounts(tx, a)
}

// accountFor finds the account of an address, or makes one.
func accountFor(tx *store.Tx, email domain.Email, name string) (domain.Account, error) {
	a, err := tx.AccountByEmail(email)
	if isMissing(err) {
		return newAccount(tx, email, name)
	}
	return a, err
}

// byChange is the way to a new credential that proves no mailbox.
const byChange = "change"

// setCredential gives an account its name, its password hash and the proof of its mailbox. Every older pending
// token dies with the version, and so does what was mailed: resets, and the wish for another address.
func setCredential(tx *store.Tx, a domain.Account, hash, by string) (domain.Account, error) {
	now := tx.Now()
	a.PasswordHash = hash
	if by != byChange {
		a.EmailVerifiedAt = &now
	}
	done, err := tx.SetCredential(a)
	if err != nil {
		return a, err
	}
	if !done {
		return a, errs.New(errs.Conflict, "conflict", "This account was changed by another request just now. Try again.")
	}
	a.Version++
	if err := tx.EndResetsOf(a.ID); err != nil {
		return a, err
	}
	if err := tx.DropEmailMovesOf(a.ID); err != nil {
		return a, err
	}
	return a, tx.Record(domain.AccountCredentialSet{Account: a, By: by})
}
