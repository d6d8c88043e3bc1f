package domain

import "github.com/gatehouse-dev/gatehouse/internal/id"

// What happens to locations, and the end of a workspace.
type (
	LocationUpdated struct {
		Location Location          `audit:"drop"`
		Fields   map[string]Change `audit:"keep"`
	}
	LocationArchived struct {
		Location Location `audit:"drop"`
	}
	LocationRestored struct {
		Location Location `audit:"drop"`
	}
	LocationDeleted struct {
		Location     Location     `audit:"drop"`
		Name         Change       `audit:"keep"`
		Address      Change       `audit:"keep"`
		Timezone     Change       `audit:"keep"`
		ReplacedWith *id.Location `audit:"keep"` // nil: nobody was there
		UserCount    int64        `audit:"keep"`
	}
	WorkspaceDeleted struct {
		Workspace    Workspace  `audit:"drop"`
		AccountID    id.Account `audit:"keep"` // of whoever deleted it: their user is gone with it
		UserCount    int64      `audit:"keep"` // people who had a place
		AccountCount int64      `audit:"keep"` // accounts that were deleted, because it was their only place
	}
)

func (LocationUpdated) Type() EventType  { return "location.updated" }
func (LocationArchived) Type() EventType { return "location.archived" }
func (LocationRestored) Type() EventType { return "location.restored" }
func (LocationDeleted) Type() EventType  { return "location.deleted" }
func (WorkspaceDeleted) Type() EventType { return "workspace.deleted" }

func (e LocationUpdated) Target() Ref  { return locationRef(e.Location) }
func (e LocationArchived) Target() Ref { return locationRef(e.Location) }
func (e LocationRestored) Target() Ref { return locationRef(e.Location) }
func (e LocationDeleted) Target() Ref  { return locationRef(e.Location) }
func (e WorkspaceDeleted) Target() Ref { return workspaceRef(e.Workspace) }

func locationRef(l Location) Ref {
	return Ref{Kind: "location", ID: string(l.ID), Label: l.Name}
}
