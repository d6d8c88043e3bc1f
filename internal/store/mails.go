package store

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// Mail puts a message into the outbox.
func (tx *Tx) Mail(domain.Message) error { return nil }
