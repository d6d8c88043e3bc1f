package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

const (
	heartbeat   = 5 * time.Second  // also how long a stream may stay open, silent, after its reader lost access
	streamWrite = 10 * time.Second // a client that takes nothing for so long is let go
)

// Stream sends each value as a server-sent event until the client goes, the values end, or the server shuts down.
// Before everything it sends it asks the gate again: whoever lost access hears no more. show makes an event of a value.
func Stream[T any](f *Frame, c echo.Context, first any, values <-chan T, show func(T) any) error {
	enter, ok := c.Get(enterKey).(func() (authz.Pass, error))
	if !ok {
		return errs.New(errs.Internal, "internal_error", "only an operation in a workspace can stream")
	}
	still := func() error {
		_, err := enter()
		return err
	}
	head := c.Response().Header()
	head.Set(echo.HeaderContentType, "text/event-stream")
	head.Set("X-Accel-Buffering", "no")
	f.metrics.streams.Inc()
	defer f.metrics.streams.Dec()
	c.Response().WriteHeader(http.StatusOK)
	out := &streamer{c: c, control: http.NewResponseController(c.Response())}
	if err := out.send(first); err != nil {
		return err
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-f.closing:
			return nil
		case value, open := <-values:
			if !open {
				return nil
			}
			if still() != nil || out.send(show(value)) != nil {
				return nil
			}
		case <-tick.C:
			if still() != nil || out.write(": still here\n\n") != nil {
				return nil
			}
		}
	}
}

type streamer struct {
	c       echo.Context
	control *http.ResponseController
}

func (s *streamer) send(value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	return s.write("data: " + string(body) + "\n\n")
}

// write gives every write a deadline of its own, in place of the one that would end the stream. Deadlines are the
// machine's, so they go by its clock.
func (s *streamer) write(text string) error {
	if err := s.control.SetWriteDeadline((clock.System{}).Now().Add(streamWrite)); err != nil {
		return err
	}
	if _, err := s.c.Response().Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
