package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// MaxLocations is how many locations a workspace has at most, archived ones included.
const MaxLocations = 5000

// MaxAddress is how long the address of a location may be.
const MaxAddress = 500

// Location is a place in a workspace, such as a branch or a depot. An archived one stays with the people who have
// it, and is given to nobody anew.
type Location struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	ID          id.Location  `gorm:"primaryKey"`
	Name        string
	NameKey     string
	Address     string
	Timezone    string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
	ArchivedAt  *time.Time
}

// LocationUse is a location with how many people are there: whoever has a place in the workspace, also the invited.
type LocationUse struct {
	Location
	Users int64
}

// ParseTimezone reads a name of the time zone database; "" says that there is none. The error is a field error with
// code timezone_unknown.
func ParseTimezone(pointer, text string) (string, *errs.Field) {
	if text == "" {
		return "", nil
	}
	// Local is the server's own zone, which is nobody's; LoadLocation takes it, and UTC, without looking them up.
	if _, err := time.LoadLocation(text); err != nil || text == "Local" {
		return "", &errs.Field{
			Pointer: pointer, Code: "timezone_unknown", Detail: "Use a name of the time zone database such as Australia/Perth.",
		}
	}
	return text, nil
}
