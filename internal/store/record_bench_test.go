package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// How many recorded changes a second one workspace takes, from one writer and from sixteen at once.
func BenchmarkRecordedWrites(b *testing.B) {
	for name, d := range map[string]func(testing.TB) testkit.Database{"sqlite": testkit.NewSQLite, "postgres": testkit.NewPostgres} {
		for _, writers := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/%d", name, writers), func(b *testing.B) {
				w := newWorld(b, d(b))
				var n atomic.Int64
				b.SetParallelism(writers)
				b.ResetTimer()
				work := func() {
					l := place(w.here, fmt.Sprintf("place %d", n.Add(1)))
					err := w.db.Write(context.Background(), w.here.job, func(tx *store.Tx) error {
						if err := tx.AddLocation(l); err != nil {
							return err
						}
						return tx.Record(domain.LocationCreated{Location: l, Name: l.Name})
					})
					if err != nil {
						b.Error(err)
					}
				}
				if writers == 1 {
					for b.Loop() {
						work()
					}
				} else {
					b.RunParallel(func(p *testing.PB) {
						for p.Next() {
							work()
						}
					})
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
			})
		}
	}
}
