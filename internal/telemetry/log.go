// Package telemetry makes the logger of the house. Messages are constant, values are attributes, and none of
// them is a person's name, address or token.
package telemetry

import (
	"io"
	"log/slog"
)

// NewLogger writes to w in the format text or json, from a level on: debug, info, warn or error.
func NewLogger(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: l}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
