package outbound

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Post makes one try by a client of a guard that waits for so long at most.
func Post(ctx context.Context, g *Guard, wait time.Duration, to string, body []byte) domain.HookOutcome {
	c, release := g.Client()
	defer release()
	c.Timeout = wait
	return post(ctx, c, to, domain.HookHeaders("one"), body)
}
