package store

import (
	"fmt"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// LockAddress lets one transaction at a time decide what asking to join does for an address, in any workspace, so that
// mails are counted before the next one is sent.
func (tx *Tx) LockAddress(e domain.Email) error { return tx.lockDigest(string(e), "access request") }

// lockDigest lets one transaction at a time take mails of one recipient's digest: two that come to their turn together
// would each miss the other, and both be sent. The lock is taken before any row's, so that nobody waits in a circle,
// and ends with the transaction. On SQLite every writer is alone anyway.
func (tx *Tx) lockDigest(recipient, digest string) error {
	if digest == "" || tx.store.engine != Postgres {
		return nil
	}
	err := tx.door().Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", recipient+"\n"+digest).Error
	if err != nil {
		return fmt.Errorf("lock a digest: %w", err)
	}
	return nil
}
