package identity

import (
	"context"
	"testing"
	"time"
)

// All processors but one may hash at once; all, while nobody asks for anything else.
func TestTheGateLendsTheLastProcessorWhileItIsQuiet(t *testing.T) {
	for _, c := range []struct {
		processors int
		quiet      bool
		want       int
	}{{4, false, 3}, {4, true, 4}, {2, false, 1}, {2, true, 2}, {1, false, 1}, {1, true, 1}} {
		g := newHashGate(c.processors)
		g.quiet = func() bool { return c.quiet }
		begun, release, ended := make(chan struct{}), make(chan struct{}), make(chan error)
		for range 10 {
			go func() {
				ended <- g.run(context.Background(), func() {
					begun <- struct{}{}
					<-release
				})
			}()
		}
		for range c.want {
			<-begun
		}
		select {
		case <-begun:
			t.Errorf("%+v: one more", c)
		case <-time.After(20 * time.Millisecond):
		}
		close(release)
		go func() {
			for range 10 - c.want {
				<-begun
			}
		}()
		for range 10 {
			if err := <-ended; err != nil {
				t.Errorf("%+v: %v", c, err)
			}
		}
	}
}
