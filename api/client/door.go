package client

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"net/http"
	"time"
)

const (
	defaultAttempts = 4
	defaultMaxWait  = time.Minute
	firstWait       = 250 * time.Millisecond
)

// door is what all requests go through: it adds the credential, gives each POST its Idempotency-Key, asks again where
// that can help, and turns refusals into errors.
type door struct {
	key      string
	http     *http.Client
	attempts int
	maxWait  time.Duration
}

func newDoor(o Options) *door {
	d := &door{key: o.Key, http: o.HTTP, attempts: o.Attempts, maxWait: o.MaxWait}
	if d.http == nil {
		d.http = &http.Client{}
	}
	if d.attempts < 1 {
		d.attempts = defaultAttempts
	}
	if d.maxWait <= 0 {
		d.maxWait = defaultMaxWait
	}
	return d
}

// Do sends a request until it is answered, refused for good, or the attempts are used up.
func (d *door) Do(r *http.Request) (*http.Response, error) {
	if d.key != "" && r.Header.Get("Authorization") == "" {
		r.Header.Set("Authorization", "Bearer "+d.key)
	}
	if r.Method == http.MethodPost && r.Header.Get("Idempotency-Key") == "" {
		r.Header.Set("Idempotency-Key", rand.Text())
	}
	for attempt := 1; ; attempt++ {
		answer, err := d.once(r)
		if err == nil {
			return answer, nil
		}
		wait, again := d.pause(r, err, attempt)
		if !again || !rewind(r) || sleep(r.Context(), wait) != nil {
			return nil, err
		}
	}
}

func (d *door) once(r *http.Request) (*http.Response, error) {
	answer, err := d.http.Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return nil, asError(answer)
	}
	return answer, nil
}

// pause tells how long to wait before the next attempt, and whether there is one.
func (d *door) pause(r *http.Request, err error, attempt int) (time.Duration, bool) {
	if attempt >= d.attempts || r.Context().Err() != nil || !mayRepeat(r, err) {
		return 0, false
	}
	wait := backoff(attempt)
	if e, refused := errors.AsType[*Error](err); refused && e.RetryAfter > 0 {
		wait = e.RetryAfter
	}
	return wait, wait <= d.maxWait
}

// mayRepeat tells whether sending the request again can help and can do no harm. A 429 was turned away at the door, and so was
// what met too much load. After another 503 or a lost answer nobody knows what was done: a POST is protected by its Idempotency-Key, a PUT says the same
// twice; a PATCH or DELETE that was done would be answered as if somebody else had been quicker.
func mayRepeat(r *http.Request, err error) bool {
	harmless := r.Method != http.MethodPatch && r.Method != http.MethodDelete && r.Header.Get("If-Match") == ""
	e, refused := errors.AsType[*Error](err)
	switch {
	case !refused:
		return harmless
	case e.Status == http.StatusTooManyRequests, e.Code == "overloaded":
		return true
	case e.Status == http.StatusConflict: // our own request before this one is still being worked on
		return e.Code == "request_in_progress"
	default:
		return e.Status == http.StatusServiceUnavailable && harmless
	}
}

// rewind makes the body ready to be sent again.
func rewind(r *http.Request) bool {
	if r.Body == nil || r.Body == http.NoBody {
		return true
	}
	if r.GetBody == nil {
		return false
	}
	body, err := r.GetBody()
	r.Body = body
	return err == nil
}

// backoff doubles with each attempt, and takes anything from the half of it to the whole, so that many programs that
// were turned away together do not come back together.
func backoff(attempt int) time.Duration {
	half := firstWait << (attempt - 1) / 2
	if n, err := rand.Int(rand.Reader, big.NewInt(int64(half)+1)); err == nil {
		return half + time.Duration(n.Int64())
	}
	return 2 * half
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
