package faults_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// singles are the invitations of single people: how long each took to be answered, and when each was asked for.
type singles struct {
	took  times
	asked map[string]time.Time
}

type times []time.Duration

// at gives, in milliseconds, the time within which so many of a hundred were done.
func (t times) at(percent int) float64 {
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	return float64(t[min(len(t)*percent/100, len(t)-1)].Milliseconds())
}

// mailed waits for the mails of all of them, and tells how long after the request each was at the mail server.
func (s singles) mailed(b *testing.B, sink *smtpsink.Sink) times {
	b.Helper()
	var out times
	apitest.Eventually(b, 5*time.Minute, "the mails of single invitations are sent", func() bool {
		out = nil
		time.Sleep(time.Second)
		for _, m := range sink.Received() {
			if begun, single := s.asked[m.To[0]]; single && strings.Contains(string(m.Raw), "#token=3D") {
				out = append(out, m.At.Sub(begun))
			}
		}
		return len(out) >= len(s.asked)
	})
	return out
}

// inviteSingly invites somebody ten times a second.
func inviteSingly(p *apitest.Process, a benchAdmin, stop <-chan struct{}) singles {
	out := singles{asked: map[string]time.Time{}}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		begun, email := time.Now(), fmt.Sprintf("single.%d@example.com", n)
		answer, err := p.Try("POST", a.path+"/invitations", a.token, map[string]any{
			"email": email, "name": "Single", "role_ids": []string{a.role},
		})
		if err == nil && answer.Status == 201 {
			out.took, out.asked[email] = append(out.took, time.Since(begun)), begun
		}
		select {
		case <-stop:
			return out
		case <-tick.C:
		}
	}
}
