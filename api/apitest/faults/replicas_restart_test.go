package faults_test

import (
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Under load one process after the other is told to end and started anew: each request is answered, once, though nobody
// asks twice.
func TestARollingRestartDropsNoRequest(t *testing.T) {
	t.Parallel()
	j, a, b, balancer := replicas(t, smtpsink.Options{})
	j.setUp(a)
	l := &load{t: t, urls: []string{balancer.URL}, path: j.path, token: j.admin.Token}
	l.begin(6)
	l.more(20)
	for name, p := range map[string]*apitest.Process{"one": a, "two": b} {
		p.Terminate()
		balancer.Await(name, "DOWN")
		l.more(20)
		if code := p.Exits(time.Minute); code != 0 {
			t.Errorf("the exit code is %d:\n%s", code, p.Log())
		}
		p.Start()
		balancer.Await(name, "UP")
		l.more(20)
	}
	l.end()
	l.nothingDropped()
	if n := a.Count("locations", "name LIKE 'loaded %'"); n != l.answered() {
		t.Errorf("%d were made, and %d answered", n, l.answered())
	}
	t.Logf("%d writes and as many reads, none dropped", l.answered())
	apitest.Invariants(t, a.Plain())
}

// A process is killed under load: the balancer takes it out and asks readers' questions again elsewhere; whoever wrote asks
// again with the key, and has one effect.
func TestABalancerTakesAKilledProcessOut(t *testing.T) {
	t.Parallel()
	j, a, b, balancer := replicas(t, smtpsink.Options{})
	j.setUp(a)
	l := &load{t: t, insistent: true, urls: []string{balancer.URL}, path: j.path, token: j.admin.Token}
	l.begin(6)
	for name, p := range map[string]*apitest.Process{"one": a, "two": b} {
		l.more(20)
		p.Kill()
		balancer.Await(name, "DOWN")
		l.more(20)
		p.Start()
		balancer.Await(name, "UP")
	}
	l.more(20)
	l.end()
	l.nothingDropped()
	if n := a.Count("locations", "name LIKE 'loaded %'"); n != l.answered() {
		t.Errorf("%d were made, and %d answered", n, l.answered())
	}
	apitest.Invariants(t, a.Plain())
}
