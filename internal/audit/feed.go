package audit

import (
	"context"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Place is where a reader of the feed has got to.
type Place = store.FeedPlace

// FeedRequest asks for what happened after a place: at most Limit events of the types, families among them such as
// user.*; none means all. Latest asks for the place after the newest event and for no event.
type FeedRequest struct {
	After  Place
	Latest bool
	Types  []string
	Limit  int
}

// Feed is what happened, the first first, the place to go on from, and whether there is more already.
type Feed struct {
	Events []domain.AuditEvent
	Next   Place
	More   bool
}

// Feed gives the events that other programs are told of, each once, in the order in which they were committed. A
// cursor_invalid error where the place is none of this log.
func (s *Service) Feed(ctx context.Context, pass authz.Pass, r FeedRequest) (Feed, error) {
	var out Feed
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		head, err := tx.FeedHead()
		if err != nil {
			return err
		}
		if r.Latest {
			out.Next = head
			return nil
		}
		known, err := tx.IsFeedPlace(r.After)
		if err != nil {
			return err
		}
		if !known {
			return errs.New(errs.BadRequest, "cursor_invalid",
				"What this cursor comes after is not in the log any more, because the database was restored from a backup; start again without one.")
		}
		out.Events, out.Next, err = tx.FeedAfter(r.After, head, r.Limit, r.wants)
		out.More = out.Next.Sequence < head.Sequence
		return err
	})
	return out, err
}

func (r FeedRequest) wants(t domain.EventType) bool {
	if t.ForLogAlone() {
		return false
	}
	for _, one := range r.Types {
		if family, open := strings.CutSuffix(one, "*"); string(t) == one || open && strings.HasPrefix(string(t), family) {
			return true
		}
	}
	return len(r.Types) == 0
}
