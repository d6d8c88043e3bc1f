package store_test

import (
	"context"
	"errors"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// missing takes it that a row is not there: looking for it is what is asked about.
func missing(err error) error {
	if errors.Is(err, store.ErrMissing) {
		return nil
	}
	return err
}

var houseSteps = map[string]step{
	"InvitationsDue":    func(tx *store.Tx, _ *stocked) error { return fault(tx.InvitationsDue(100)) },
	"ApprovalsDue":      func(tx *store.Tx, _ *stocked) error { return fault(tx.ApprovalsDue(100)) },
	"AccessRequestsDue": func(tx *store.Tx, _ *stocked) error { return fault(tx.AccessRequestsDue(100)) },
	"ApprovalsToNudge":  func(tx *store.Tx, _ *stocked) error { return fault(tx.ApprovalsToNudge(tx.Now(), 100)) },
	"ImportsToForget": func(tx *store.Tx, _ *stocked) error {
		return fault(tx.ImportsToForget(tx.Now().Add(-long), tx.Now().Add(-long), 100))
	},
	"ImportsAtWork":        func(tx *store.Tx, _ *stocked) error { return fault(tx.ImportsAtWork(tx.Now().Add(-long), 100)) },
	"WorkAt":               func(tx *store.Tx, w *stocked) error { return tx.WorkAt(w.here.upload.ID) },
	"WorkAgain":            func(tx *store.Tx, w *stocked) error { return tx.WorkAgain(w.here.upload.ID) },
	"WakeWebhooks":         func(tx *store.Tx, _ *stocked) error { return tx.WakeWebhooks() },
	"GiveUpDeliveries":     func(tx *store.Tx, _ *stocked) error { return tx.GiveUpDeliveries(tx.Now().Add(-long)) },
	"DropDeliveriesBefore": func(tx *store.Tx, _ *stocked) error { return tx.DropDeliveriesBefore(tx.Now().Add(-19 * long)) },
	"DropSessionsBefore":   func(tx *store.Tx, _ *stocked) error { return tx.DropSessionsBefore(tx.Now()) },
	"DropEmailMovesBefore": func(tx *store.Tx, _ *stocked) error { return tx.DropEmailMovesBefore(tx.Now()) },
	"DropFullBuckets":      func(tx *store.Tx, _ *stocked) error { return tx.DropFullBuckets() },
	"DropKeysBefore":       func(tx *store.Tx, _ *stocked) error { return tx.DropKeysBefore(tx.Now().Add(-2 * long)) },
	"TakeInFragments":      func(tx *store.Tx, _ *stocked) error { return fault(tx.TakeInFragments(100)) },
	"Installation":         func(tx *store.Tx, _ *stocked) error { return missing(fault(tx.Installation())) },
	"SaveSetupToken":       func(tx *store.Tx, _ *stocked) error { return tx.SaveSetupToken("hash") },
	"CloseSetup":           func(tx *store.Tx, _ *stocked) error { return fault(tx.CloseSetup()) },
	"AuditHeads":           func(tx *store.Tx, _ *stocked) error { return fault(tx.AuditHeads()) },
	"ChainAfter": func(tx *store.Tx, w *stocked) error {
		return fault(tx.ChainAfter(string(w.here.workspace.ID), 5000, 500))
	},
	"Unchained": func(tx *store.Tx, w *stocked) error {
		return fault(tx.Unchained(string(w.here.workspace.ID), tx.Now()))
	},
	"AuditScopes":       func(tx *store.Tx, _ *stocked) error { return fault(tx.AuditScopes()) },
	"SigningKeys":       func(tx *store.Tx, _ *stocked) error { return fault(tx.SigningKeys()) },
	"SigningKey":        func(tx *store.Tx, _ *stocked) error { return missing(fault(tx.SigningKey(domain.SigningKeyCurrent))) },
	"AddSigningKey":     func(tx *store.Tx, _ *stocked) error { return tx.AddSigningKey(signingKey(tx)) },
	"RetireSigningKey":  func(tx *store.Tx, _ *stocked) error { return fault(tx.RetireSigningKey(signingKey(tx))) },
	"PromoteSigningKey": func(tx *store.Tx, _ *stocked) error { return fault(tx.PromoteSigningKey(signingKey(tx))) },
	"DropSigningKey":    func(tx *store.Tx, _ *stocked) error { return fault(tx.DropSigningKey(signingKey(tx))) },
}

func signingKey(tx *store.Tx) domain.SigningKey {
	return domain.SigningKey{ID: id.New[id.SigningKey](), State: domain.SigningKeyNext, PublishedAt: tx.Now()}
}

// readsNothing are methods of DB without a statement of their own, each with its reason.
var dbReadsNothing = map[string]string{
	"Read": "the methods of Tx are what it does", "Subscribe": "listens", "Migrate": "the library's own statements, on its own table",
	"Pending": "as Migrate", "CheckIntegrity": "reads all that there is, which is what it is for", "Engine": "none", "AtOnce": "none", "Ping": "none", "Close": "none",
	"Doubt": "none",
}

// dbSteps has a use of every method of DB that has statements of its own.
var dbSteps = map[string]func(w *stocked) error{
	"Write": func(w *stocked) error { // what stands at the end of each transaction; it undoes itself by its claim, which nobody holds
		ctx := store.WithClaim(context.Background(), &store.Claim{Scope: "scope", Key: "key"})
		if err := w.db.Write(ctx, w.here.job, func(tx *store.Tx) error { return record(tx, w) }); err == nil {
			return errUndo
		}
		if err := w.db.Write(context.Background(), w.here.job, func(tx *store.Tx) error { return record(tx, w) }); err != nil {
			return err
		}
		return w.db.Write(context.Background(), w.here.job, func(tx *store.Tx) error { // whose entries PostgreSQL links
			_, err := tx.HoldPlace()
			return errors.Join(err, tx.Mail(greeting()), record(tx, w), record(tx, w))
		})
	},
	"Maintain": func(w *stocked) error { // mails that are counted, more than their address gets; then one with a newer link
		letter := domain.Message{
			Kind: domain.MailInvitation, To: w.here.invitation.Email, Workspace: w.here.workspace.ID, Invitation: w.here.invitation.ID, Patient: true,
		}
		for _, list := range [][]domain.Message{slices.Repeat([]domain.Message{letter}, 11), {letter}} {
			err := w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error { return tx.Mail(list...) })
			if err != nil {
				return err
			}
		}
		return nil
	},
	"StandingOf": func(w *stocked) error {
		_, _, err := w.db.StandingOf(context.Background(), principal(w.world))
		return err
	},
	"StandingIn": func(w *stocked) error {
		_, _, err := w.db.StandingIn(context.Background(), principal(w.world), w.here.workspace.ID)
		return err
	},
	"StandingOfUser": func(w *stocked) error {
		_, _, err := w.db.StandingOfUser(context.Background(), w.here.user.ID, w.here.workspace.ID)
		return err
	},
	"StandingOfKey": func(w *stocked) error {
		if _, _, err := w.db.StandingOfKey(context.Background(), authz.KeyName{Hash: w.here.key.TokenHash}); err != nil {
			return err
		}
		_, _, err := w.db.StandingOfKey(context.Background(), authz.KeyName{Workspace: w.here.workspace.ID, ID: w.here.key.ID})
		return err
	},
	"BeginClaim": func(w *stocked) error {
		return fault(w.db.BeginClaim(context.Background(), job, &store.Claim{Scope: "account:x", Key: "one"}))
	},
	"FinishClaim": func(w *stocked) error {
		c := &store.Claim{Scope: "account:x", Key: "two"}
		if _, err := w.db.BeginClaim(context.Background(), job, c); err != nil {
			return err
		}
		if err := w.db.FinishClaim(context.Background(), job, c, store.Answer{Status: 503}); err != nil {
			return err
		}
		return w.db.FinishClaim(context.Background(), job, c, store.Answer{Status: 200})
	},
	"TakeToken": func(w *stocked) error {
		if w.db.Engine() != store.Postgres { // one process is all there
			return nil
		}
		_, _, err := w.db.TakeToken(context.Background(), job, guesses)
		return err
	},
	"GiveTokenBack": func(w *stocked) error {
		if w.db.Engine() != store.Postgres {
			return nil
		}
		return w.db.GiveTokenBack(context.Background(), job, guesses)
	},
	"StartWork": func(w *stocked) error { return store.ForgetDead(w.db) }, // the rest is the library's
}

func record(tx *store.Tx, w *stocked) error {
	w.here.user.Version++
	if err := store.Rows[domain.User](tx).Where("id = ?", w.here.user.ID).UpdateColumn("version", 7).Error; err != nil {
		return err
	}
	return tx.Record(domain.UserSuspended{User: w.here.user})
}
