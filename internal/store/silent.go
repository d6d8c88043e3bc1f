package store

import (
	"context"
	"time"

	"gorm.io/gorm/logger"
)

// silent keeps GORM from logging statements, whose values are people's data. Errors are returned, and logged
// once at the edge.
type silent struct{}

func (s silent) LogMode(logger.LogLevel) logger.Interface                               { return s }
func (silent) Info(context.Context, string, ...any)                                     {}
func (silent) Warn(context.Context, string, ...any)                                     {}
func (silent) Error(context.Context, string, ...any)                                    {}
func (silent) Trace(context.Context, time.Time, func() (sql string, rows int64), error) {}
