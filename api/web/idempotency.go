package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Idempotency remembers first answers; the store fulfils it. Between Begin and Finish the claim travels in the
// context, so that the transaction of the request settles it together with its effect.
type Idempotency interface {
	BeginClaim(ctx context.Context, p authz.Proof, c *store.Claim) (*store.Answer, error)
	FinishClaim(ctx context.Context, p authz.Proof, c *store.Claim, a store.Answer) error
}

const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotency-Replayed"
	maxKey         = 255
	finishTimeout  = 5 * time.Second
)

// once carries out a POST with an Idempotency-Key at most one time, and gives its first answer again afterwards.
func (f *Frame) once(c echo.Context, op Operation, proof authz.Proof, scope string, h echo.HandlerFunc) error {
	keys := c.Request().Header.Values(keyHeader)
	if op.Method != http.MethodPost || len(keys) == 0 {
		return h(c)
	}
	if len(keys) > 1 || !plainKey(keys[0]) {
		return errs.New(errs.BadRequest, "idempotency_key_invalid", "An Idempotency-Key has 1 to 255 printable ASCII characters.")
	}
	if f.idem == nil {
		return h(c)
	}
	claim, err := claimOf(c, scope, keys[0])
	if err != nil {
		return err
	}
	first, err := f.idem.BeginClaim(c.Request().Context(), proof, claim)
	if err != nil {
		return err
	}
	if first != nil {
		return replay(c, first)
	}
	return f.carryOut(c, proof, claim, h)
}

// carryOut keeps the answer before it is sent: whoever never gets it can ask for it again.
func (f *Frame) carryOut(c echo.Context, proof authz.Proof, claim *store.Claim, h echo.HandlerFunc) error {
	ctx := c.Request().Context()
	c.SetRequest(c.Request().WithContext(store.WithClaim(ctx, claim)))
	real := c.Response()
	kept := newKeeper()
	finished := false
	finish := func(a store.Answer) {
		finished = true
		// The client may have gone; the answer is kept all the same.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTimeout)
		defer cancel()
		if err := f.idem.FinishClaim(ctx, proof, claim, a); err != nil {
			f.log.Error("the answer to an idempotency key was not kept", "request_id", RequestID(c), "error", err)
		}
	}
	defer func() {
		c.SetResponse(real)
		if !finished { // a panic: free the key
			finish(store.Answer{Status: http.StatusInternalServerError})
		}
	}()
	c.SetResponse(echo.NewResponse(kept, c.Echo()))
	if err := h(c); err != nil {
		f.fail(err, c)
	}
	c.SetResponse(real)
	passOn(c, kept.header)
	answer := store.Answer{Status: kept.status, Header: kept.header, Body: kept.body.Bytes()}
	if passing(answer.Status) {
		finish(store.Answer{Status: http.StatusServiceUnavailable}) // frees the key
	} else {
		finish(answer)
	}
	return send(c, &answer)
}

// passOn moves to the answer what is true of this moment alone, so that it is not kept.
func passOn(c echo.Context, kept http.Header) {
	for _, name := range []string{"Ratelimit", "Ratelimit-Policy"} {
		for _, value := range kept[name] {
			c.Response().Header().Add(name, value)
		}
		delete(kept, name)
	}
}

// passing tells the answers that say nothing about the request itself, and are not kept.
func passing(status int) bool {
	return status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
}

func replay(c echo.Context, first *store.Answer) error {
	c.Response().Header().Set(replayedHeader, "true")
	return send(c, first)
}

func send(c echo.Context, a *store.Answer) error {
	head := c.Response().Header()
	for name, values := range a.Header {
		head[http.CanonicalHeaderKey(name)] = values
	}
	c.Response().WriteHeader(a.Status)
	_, _ = c.Response().Write(a.Body) // Where this fails, whoever asked has gone.
	return nil
}

// claimOf names the request: who asks, for what, with which body. The body is read, and put back for the handler.
func claimOf(c echo.Context, scope, key string) (*store.Claim, error) {
	hash, err := hashOfBody(c)
	if err != nil {
		return nil, err
	}
	return &store.Claim{
		Scope: scope, Key: key, BodyHash: hash,
		Operation: c.Request().Method + " " + c.Request().URL.RequestURI(),
	}, nil
}

func hashOfBody(c echo.Context) (string, error) {
	if c.Get(uploadKey) != nil {
		u, err := Uploaded(c)
		if err != nil {
			return "", err
		}
		return u.digest(), nil
	}
	text, err := readBody(c)
	if err != nil {
		return "", err
	}
	c.Request().Body = io.NopCloser(bytes.NewReader(text))
	return digest(string(text)), nil
}

// credentialsOf tells two strangers apart by what they send to prove themselves, so that one never gets the other's
// first answer.
func credentialsOf(c echo.Context) string {
	head := c.Request().Header
	return digest(strings.Join(head.Values(echo.HeaderAuthorization), "\n") + "\x00" + strings.Join(head.Values(echo.HeaderCookie), "\n"))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func plainKey(key string) bool {
	if key == "" || len(key) > maxKey {
		return false
	}
	return strings.IndexFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// keeper holds an answer back until it is remembered.
type keeper struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newKeeper() *keeper { return &keeper{header: http.Header{}, status: http.StatusOK} }

func (k *keeper) Header() http.Header { return k.header }

func (k *keeper) WriteHeader(status int) { k.status = status }

func (k *keeper) Write(p []byte) (int, error) { return k.body.Write(p) }
