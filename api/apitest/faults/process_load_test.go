package faults_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Killed again and again while sixteen write at once: whatever was answered is there, once. On SQLite several share a commit,
// and none is answered before it.
func TestKilledUnderLoadNothingAnsweredIsLost(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(t *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		l := &load{t: t, insistent: true, urls: []string{p.URL}, path: j.path, token: j.admin.Token, role: j.role}
		l.begin(16)
		for range apitest.Rounds(3) {
			l.more(100)
			p.Kill()
			l.isThere(p)
			p.LeasesEnd()
			p.Start()
		}
		l.more(50)
		l.end()
		l.nothingDropped()
		l.isThere(p)
		apitest.Invariants(t, p.Plain())
		t.Logf("%d writes were answered", l.answered())
	})
}
