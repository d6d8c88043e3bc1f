package identity

import (
	"errors"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

func isMissing(err error) bool { return errors.Is(err, store.ErrMissing) }
