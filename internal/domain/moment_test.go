package domain_test

import (
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func TestTimesAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-31T15:04:05Z": "2026-01-31T15:04:05Z",
		"2026-01-31T15:04:05.123456789012345678901234567890-00:00": "2026-01-31T15:04:05.123456Z",
		"2026-01-31T15:04:05+23:59":                                "2026-01-30T15:05:05Z",
		"0001-01-01T00:00:00Z":                                     "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999999999Z":                           "9999-12-31T23:59:59.999999Z",
	} {
		if at, fault := domain.ParseTime("/at", text); fault != nil || at.Format(time.RFC3339Nano) != want {
			t.Errorf("%s is read as %v, %v", text, at, fault)
		}
	}
	for _, text := range []string{
		"", "2026-01-31", "2026-01-31T5:04:05Z", "2026-01-31T15:04:05,5Z", "2026-01-31T15:04:05+24:00", "2026-01-31T15:04:05-00:60", "2016-12-31T23:59:60Z",
		"0000-06-01T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
	} {
		if at, fault := domain.ParseTime("/at", text); fault == nil || fault.Code != "time_invalid" || fault.Pointer != "/at" {
			t.Errorf("%s is read as %v, %v", text, at, fault)
		}
	}
}
