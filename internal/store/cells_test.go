package store_test

import (
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// What is read as a time is the time that the driver reads of the same text, and nothing else is.
func TestTimesAreReadAsTheDriverReadsThem(t *testing.T) {
	const layout = "2006-01-02 15:04:05.999999999-07:00"
	moments := []time.Time{
		{},
		time.Unix(0, 0), time.Date(2024, 2, 29, 23, 59, 59, 999_999_999, time.UTC), time.Date(2026, 12, 31, 0, 0, 0, 1, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 120_000_000, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 7_000, time.UTC),
	}
	for n := range 1_000 {
		moments = append(moments, time.Unix(int64(n)*7_654_321, int64(n)*1_234_567).UTC())
	}
	for _, want := range moments {
		text := want.UTC().Format(layout)
		got, ok := store.KeptMoment(text)
		if !ok || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%q is read as %v (%v)", text, got, ok)
		}
	}
	if got, ok := store.KeptMoment("2026-11-29 08:45:51"); !ok || !got.Equal(time.Date(2026, 11, 29, 8, 45, 51, 0, time.UTC)) {
		t.Errorf("without a zone it is read as %v (%v)", got, ok)
	}
	for _, text := range []string{
		"", "2026", "2026-11-29", "2026-11-29T08:45:51+00:00", "2026-11-29 08:45:51+01:00", "2026-11-29 08:45:51-00:00", "2026-11-29 08:45:51Z",
		"2026-02-30 08:45:51+00:00", "2026-13-01 08:45:51+00:00", "2026-00-10 08:45:51+00:00", "2026-11-00 08:45:51+00:00",
		"2026-11-29 24:00:00+00:00", "2026-11-29 08:60:00+00:00", "2026-11-29 08:45:60+00:00", "2026-11-29 08:45:51.+00:00",
		"2026-11-29 08:45:51.1234567890+00:00", "2026-11-29 08:45:51,5+00:00", "2026-11-29 08:45:51 +00:00", "2O26-11-29 08:45:51+00:00",
		"2026-11-29 08:45:5\u0661+00:00", "-026-11-29 08:45:51+00:00", "2026-11-29 08:45:51+00:00+00:00",
	} {
		if got, ok := store.KeptMoment(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
