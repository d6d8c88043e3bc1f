package store_test

import (
	"maps"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// step is one use of a method, whose plans are looked at.
type step func(tx *store.Tx, w *stocked) error

// stocked is a world among many rows, with what the doors are asked for.
type stocked struct {
	*world
	mail domain.Mail // waits, and another one of its digest beside it
}

func fault[T any](_ T, err error) error { return err }

const long = 10 * time.Hour

// readNothing are doors without a statement.
var readNothing = []string{"Now", "ExpectRoles", "Unless", "See", "Reach", "Put", "Hush", "Tell", "SealHookSecret", "HookSecrets"}

// doorSteps has a use of every door.
func doorSteps() map[string]step {
	all := map[string]step{}
	for _, list := range []map[string]step{accountSteps, sessionSteps, mailSteps, houseSteps} {
		maps.Copy(all, list)
	}
	return all
}

var accountSteps = map[string]step{
	"Account":        func(tx *store.Tx, w *stocked) error { return fault(tx.Account(w.account.ID)) },
	"AccountByEmail": func(tx *store.Tx, w *stocked) error { return fault(tx.AccountByEmail(w.account.Email)) },
	"AccountsByEmail": func(tx *store.Tx, w *stocked) error {
		return fault(tx.AccountsByEmail([]domain.Email{w.account.Email, w.guest.Email}))
	},
	"AddAccount":    func(tx *store.Tx, _ *stocked) error { return tx.AddAccount(newAccount("new@example.com", tx.Now())) },
	"SetCredential": func(tx *store.Tx, w *stocked) error { return fault(tx.SetCredential(w.account)) },
	"DeleteAccount": func(tx *store.Tx, _ *stocked) error {
		a := newAccount("new@example.com", tx.Now())
		if err := tx.AddAccount(a); err != nil {
			return err
		}
		return tx.DeleteAccount(a.ID)
	},
	"LockAccount": func(tx *store.Tx, w *stocked) error { return fault(tx.LockAccount(w.account.ID)) },
	"SaveProfile": func(tx *store.Tx, w *stocked) error { return fault(tx.SaveProfile(w.account)) },
	"MoveAccount": func(tx *store.Tx, w *stocked) error { return fault(tx.MoveAccount(w.account, w.account.Email)) },
	"PlacesOf":    func(tx *store.Tx, w *stocked) error { return fault(tx.PlacesOf(w.account.ID)) },
	"HasPlaces":   func(tx *store.Tx, w *stocked) error { return fault(tx.HasPlaces(w.account.ID)) },
	"SeenActive":  func(tx *store.Tx, w *stocked) error { return tx.SeenActive(w.account.ID) },
	"Inside": func(tx *store.Tx, w *stocked) error {
		return fault(tx.Inside(store.Place{User: w.there.user}).User(w.there.user.ID))
	},
	"AddReset": func(tx *store.Tx, w *stocked) error {
		return tx.AddReset(domain.PasswordReset{ID: id.New[id.Reset](), AccountID: w.account.ID, TokenHash: "new", ExpiresAt: tx.Now(), CreatedAt: tx.Now()})
	},
	"Reset":       func(tx *store.Tx, _ *stocked) error { return fault(tx.Reset("reset 2000")) },
	"UseReset":    func(tx *store.Tx, _ *stocked) error { return fault(tx.UseReset("reset 2000")) },
	"EndResetsOf": func(tx *store.Tx, w *stocked) error { return tx.EndResetsOf(w.account.ID) },
	"AddEmailMove": func(tx *store.Tx, w *stocked) error {
		return tx.AddEmailMove(domain.EmailMove{ID: id.New[id.Move](), AccountID: w.account.ID, SessionID: w.session.ID, ExpiresAt: tx.Now(), CreatedAt: tx.Now()})
	},
	"EmailMoveOf": func(tx *store.Tx, w *stocked) error { return missing(fault(tx.EmailMoveOf(w.account.ID))) },
	"EmailMoveByToken": func(tx *store.Tx, _ *stocked) error {
		m, err := tx.EmailMoveByToken("old 2000")
		if err != nil {
			return err
		}
		return fault(tx.NoteMoveConfirmed(m))
	},
	"NoteMoveConfirmed": func(tx *store.Tx, _ *stocked) error {
		return fault(tx.NoteMoveConfirmed(domain.EmailMove{ID: id.New[id.Move]()}))
	},
	"DropEmailMovesOf": func(tx *store.Tx, w *stocked) error { return tx.DropEmailMovesOf(w.account.ID) },
}

var sessionSteps = map[string]step{
	"AddSession": func(tx *store.Tx, w *stocked) error {
		s := w.session
		s.ID, s.TokenHash = id.New[id.Session](), "new"
		return tx.AddSession(s)
	},
	"SessionByToken":     func(tx *store.Tx, _ *stocked) error { return fault(tx.SessionByToken("token 7")) },
	"SessionByUsedToken": func(tx *store.Tx, _ *stocked) error { return fault(tx.SessionByUsedToken("used 7")) },
	"RotateSession": func(tx *store.Tx, w *stocked) error {
		return fault(tx.RotateSession(w.session, w.session.TokenHash, "next"))
	},
	"TouchSession":      func(tx *store.Tx, w *stocked) error { return tx.TouchSession(w.session.ID) },
	"RevokeSession":     func(tx *store.Tx, w *stocked) error { return fault(tx.RevokeSession(w.session.ID)) },
	"LiveSessionsOf":    func(tx *store.Tx, w *stocked) error { return fault(tx.LiveSessionsOf(w.account.ID)) },
	"RevokeSessionsOf":  func(tx *store.Tx, w *stocked) error { return tx.RevokeSessionsOf(w.account.ID) },
	"SessionOf":         func(tx *store.Tx, w *stocked) error { return fault(tx.SessionOf(w.account.ID, w.session.ID)) },
	"AgentsOf":          func(tx *store.Tx, w *stocked) error { return fault(tx.AgentsOf(w.account.ID)) },
	"NoteAuthenticated": func(tx *store.Tx, w *stocked) error { return fault(tx.NoteAuthenticated(w.session.ID)) },
	"RenewSession":      func(tx *store.Tx, w *stocked) error { return fault(tx.RenewSession(w.session, "next")) },
	"InvitationTokenByHash": func(tx *store.Tx, w *stocked) error {
		return fault(tx.InvitationTokenByHash(w.here.token))
	},
	"AccessTokenByHash": func(tx *store.Tx, w *stocked) error { return fault(tx.AccessTokenByHash(w.here.ask.TokenHash)) },
	"OpenPlace":         func(tx *store.Tx, w *stocked) error { return missing(fault(tx.OpenPlace(w.here.workspace.Slug))) },
	"SlugTaken":         func(tx *store.Tx, w *stocked) error { return fault(tx.SlugTaken(w.here.workspace.Slug)) },
	"WorkspaceNamed": func(tx *store.Tx, w *stocked) error {
		if _, err := tx.WorkspaceNamed(string(w.here.workspace.ID)); err != nil {
			return err
		}
		return fault(tx.WorkspaceNamed(w.here.workspace.Slug))
	},
	"LockAddress": func(tx *store.Tx, w *stocked) error { return tx.LockAddress(w.guest.Email) },
}

var mailSteps = map[string]step{
	"ClaimMail": func(tx *store.Tx, w *stocked) error { return fault(claimed(tx, w)) },
	"ExtendMail": func(tx *store.Tx, w *stocked) error {
		m, err := claimed(tx, w)
		if err != nil {
			return err
		}
		return fault(tx.ExtendMail(&m, time.Hour))
	},
	"MailSent":          func(tx *store.Tx, w *stocked) error { return tx.MailSent(w.mail) },
	"MailUndeliverable": func(tx *store.Tx, w *stocked) error { return tx.MailUndeliverable(w.mail, "refused") },
	"MailRetrying": func(tx *store.Tx, w *stocked) error {
		m, err := claimed(tx, w)
		if err != nil {
			return err
		}
		return tx.MailRetrying(m, "busy", tx.Now())
	},
	"ReleaseMail":     func(tx *store.Tx, w *stocked) error { return tx.ReleaseMail(w.mail) },
	"ReleaseMails":    func(tx *store.Tx, _ *stocked) error { _, _, err := tx.ReleaseMails(500); return err },
	"SweepMails":      func(tx *store.Tx, _ *stocked) error { return fault(tx.SweepMails()) },
	"DropMailCounts":  func(tx *store.Tx, _ *stocked) error { return tx.DropMailCounts() },
	"DropMailsBefore": func(tx *store.Tx, _ *stocked) error { return tx.DropMailsBefore(tx.Now().Add(-30 * long)) },
	"AddLocalMail": func(tx *store.Tx, _ *stocked) error {
		return tx.AddLocalMail(domain.LocalMail{ID: id.New[id.Mail](), CreatedAt: tx.Now()})
	},
	"LocalMails": func(tx *store.Tx, _ *stocked) error { return fault(tx.LocalMails(50)) },
	"LocalMail":  func(tx *store.Tx, _ *stocked) error { return missing(fault(tx.LocalMail(id.New[id.Mail]()))) },
}

func claimed(tx *store.Tx, w *stocked) (domain.Mail, error) {
	c, err := tx.ClaimMail(w.mail.ID, time.Hour, "host")
	if err == nil && !c.Taken {
		err = errUndo // nothing was looked at that is worth it
	}
	return c.Mail, err
}
