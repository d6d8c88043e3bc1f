package tenancy

import "github.com/gatehouse-dev/gatehouse/internal/store"

// What the rooms above may name without knowing the store.
type (
	UserFilter     = store.UserFilter
	LocationFilter = store.LocationFilter
	Place          = store.Place
)
