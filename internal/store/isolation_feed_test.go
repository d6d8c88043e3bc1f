package store_test

import (
	"context"
	"math"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// feedSights are the cases of the event feed.
var feedSights = map[string]sight{
	"FeedHead": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		head, err := tx.FeedHead()
		return truth(head != store.FeedPlace{}, err)
	}},
	"FeedAfter": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		list, _, err := tx.FeedAfter(store.FeedPlace{}, store.FeedPlace{Sequence: math.MaxInt64}, 200, everyType)
		about := 0
		for _, e := range list {
			if e.TargetID == string(s.user.ID) {
				about++
			}
		}
		return about, err
	}},
	"IsFeedPlace": {1, false, func(tx *store.Tx, w *world, s side) (int, error) {
		var place store.FeedPlace
		err := w.db.Read(context.Background(), s.job, func(tx *store.Tx) (err error) {
			place, err = tx.FeedHead()
			return err
		})
		if err != nil {
			return 0, err
		}
		return truth(tx.IsFeedPlace(place))
	}},
}
