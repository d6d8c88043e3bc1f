package faults_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Killed at some write or sync to disk, database, browser or mail server, wherever in the job that is: asked again,
// each step is done once. The moment is chosen by strace, which can hit what no clock hits.
func TestKilledAtAnyWriteNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	if err := exec.Command("strace", "-qq", "-o", "/dev/null", "true").Run(); err != nil { //nolint:noctx // ends at once
		t.Skipf("strace cannot be used here: %v", err)
	}
	onBothProcesses(t, smtpsink.Options{}, func(_ *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		var person apitest.Person
		var token string
		for range apitest.Rounds(3) {
			when := 1 + rand.N(25) //nolint:gosec // any of them
			killAtWrite(j.t, p, when)
			person = j.invite(p, "Bo Brownsdottir")
			token = j.link(p, person, patience)
			j.accept(p, token)
			j.approve(p, person)
			j.signIn(p, person.Email)
			if !p.Running() {
				p.LeasesEnd()
				p.Start()
			}
			if status := j.find(p, person)["status"]; status != "active" {
				j.t.Errorf("killed at write %d, %s is %v", when, person.Email, status)
			}
		}
		j.ended(person, token)
		j.t.Logf("%d starts, %d mails came as a copy of the same one", p.Starts(), j.mailsAreRight())
	})
}

// killAtWrite kills the process at the so many'th write of one of its threads, counted from now.
func killAtWrite(t *testing.T, p *apitest.Process, when int) {
	t.Helper()
	const calls = "write,pwrite64,fsync,fdatasync"
	tracer := exec.Command("strace", "-f", "-qq", "-o", "/dev/null", "-p", strconv.Itoa(p.ID()), //nolint:gosec,noctx // our own names
		"-e", "trace="+calls, "-e", fmt.Sprintf("inject=%s:signal=SIGKILL:when=%d", calls, when))
	if err := tracer.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = tracer.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = tracer.Process.Kill()
		<-ended
	})
	time.Sleep(300 * time.Millisecond) // it takes hold of every thread
}
