package admission

import "github.com/gatehouse-dev/gatehouse/internal/store"

// What the rooms above may name without knowing the store.
type (
	InvitationFilter = store.InvitationFilter
	ApprovalFilter   = store.ApprovalFilter
	ImportRowFilter  = store.ImportRowFilter
)
