package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
)

// mostAtOnce is how many values are sent together; the rest waits for the next turn.
const mostAtOnce = 128

// restUntil waits for a moment; false where the client went, or the server is closing.
func (f *Frame) restUntil(c echo.Context, moment time.Time) bool {
	pause := moment.Sub((clock.System{}).Now()) // of the machine: this is about its load
	if pause <= 0 {
		return true
	}
	over := time.NewTimer(pause)
	defer over.Stop()
	select {
	case <-c.Request().Context().Done():
		return false
	case <-f.closing:
		return false
	case <-over.C:
		return true
	}
}

// waiting gives a value and what waits behind it; false where the values have ended.
func waiting[T any](first T, values <-chan T) (burst []T, open bool) {
	burst = append(burst, first)
	for len(burst) < mostAtOnce {
		select {
		case value, open := <-values:
			if !open {
				return burst, false
			}
			burst = append(burst, value)
		default:
			return burst, true
		}
	}
	return burst, true
}

// lull is how long to wait after a send of so many before the next one.
func lull(sent int) time.Duration {
	if sent >= masses {
		return longLull
	}
	return shortLull
}

// tell sends what a reader is to hear of a burst, each event once.
func tell[T any](out *streamer, pass authz.Pass, burst []T, show func(authz.Pass, T) (any, bool)) error {
	var text strings.Builder
	told := map[string]bool{}
	for _, value := range burst {
		shown, heard := show(pass, value)
		if !heard {
			continue
		}
		line, err := event(shown)
		if err != nil {
			return err
		}
		if !told[line] {
			told[line] = true
			text.WriteString(line)
		}
	}
	if text.Len() == 0 {
		return nil
	}
	return out.write(text.String())
}

func event(value any) (string, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("write an event: %w", err)
	}
	return "data: " + string(body) + "\n\n", nil
}
