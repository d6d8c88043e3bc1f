package store

import (
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

type hub struct{}

func newHub(*DB) *hub { return &hub{} }

func (*hub) close() {}

func (tx *Tx) publish() error { return nil }

func (tx *Tx) broadcast() {}

// Subscribe gives the notices of a workspace until cancel is called.
func (db *DB) Subscribe(id.Workspace) (<-chan domain.Notice, func()) {
	return make(chan domain.Notice), func() {}
}
