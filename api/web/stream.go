package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

const (
	heartbeat   = 5 * time.Second  // also how long a stream may stay open, silent, after its reader lost access
	streamWrite = 10 * time.Second // a client that takes nothing for so long is let go

	// A change on its own is told at once; what follows it closely is told together.
	shortLull = 250 * time.Millisecond
	longLull  = 2 * time.Second // where changes come in masses
	masses    = 32              // in one send
)

// Stream sends each value as a server-sent event until the client goes, the values end, or the server shuts down.
// Before everything it sends it asks the gate again: whoever lost access hears no more. One question serves all values
// that wait by then, and between two questions lies a pause, so that a run of many changes costs each reader a few
// questions in a second and not one for each change. show makes an event of a value for whom the gate let in, and tells
// whether they hear of it at all; what is the same within one send is sent once.
func Stream[T any](f *Frame, c echo.Context, first any, values <-chan T, show func(authz.Pass, T) (any, bool)) error {
	enter, ok := c.Get(enterKey).(func() (authz.Pass, error))
	if !ok {
		return errs.New(errs.Internal, "internal_error", "only an operation in a workspace can stream")
	}
	head := c.Response().Header()
	head.Set(echo.HeaderContentType, "text/event-stream")
	head.Set("X-Accel-Buffering", "no")
	f.metrics.open.Add(1)
	defer f.metrics.open.Add(-1)
	c.Response().WriteHeader(http.StatusOK)
	out := &streamer{c: c, control: http.NewResponseController(c.Response())}
	opening, err := event(first)
	if err == nil {
		err = out.write(opening)
	}
	if err != nil {
		return err
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for next := (clock.System{}).Now(); ; {
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-f.closing:
			return nil
		case value, open := <-values:
			if !open || !f.restUntil(c, next) {
				return nil
			}
			burst, open := waiting(value, values)
			pass, err := enter()
			if err != nil || tell(out, pass, burst, show) != nil || !open {
				return nil
			}
			next = (clock.System{}).Now().Add(lull(len(burst)))
		case <-tick.C:
			if _, err := enter(); err != nil || out.write(": still here\n\n") != nil {
				return nil
			}
		}
	}
}

type streamer struct {
	c       echo.Context
	control *http.ResponseController
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
