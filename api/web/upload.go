package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// uploadTime is how long an upload may take to arrive, and as much again to be looked at.
const uploadTime = 2 * time.Minute

const uploadKey = "upload"

// Uploading takes a body of another media type and size than the JSON of all others: a file.
func (o Operation) Uploading(kind string, most int64) Operation {
	o.upload, o.uploadKind = most, kind
	return o
}

// Upload is the body of an Uploading operation, kept outside of the memory until the request ends.
type Upload struct {
	*os.File
	Size int64
	kind string
	hash hash.Hash
}

// Uploaded gives the file that came with the request, at its beginning. Errors: unsupported_media_type,
// body_too_large; unavailable where there is no room for it.
func Uploaded(c echo.Context) (*Upload, error) {
	u, ok := c.Get(uploadKey).(*Upload)
	if !ok {
		return nil, errs.New(errs.Internal, "internal_error", "only an Uploading operation takes a file")
	}
	if u.hash == nil {
		if err := mayTake(c); err != nil {
			return nil, err
		}
		if err := u.receive(c.Request()); err != nil {
			return nil, err
		}
	}
	if _, err := u.Seek(0, io.SeekStart); err != nil {
		return nil, noRoom(err)
	}
	return u, nil
}

func (u *Upload) receive(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != u.kind {
		return errs.Newf(errs.Unsupported, "unsupported_media_type", "Send the file as %s.", u.kind)
	}
	if u.File, err = os.CreateTemp("", "gatehouse-upload-*"); err != nil {
		return noRoom(err)
	}
	_ = os.Remove(u.Name()) // where the system lets it: a file without a name is gone with the process, however that ends
	u.hash = sha256.New()
	body := &faulty{from: r.Body}
	u.Size, err = io.Copy(io.MultiWriter(u.File, u.hash), body)
	switch known := tooLarge(body.fault); {
	case known != nil:
		return known
	case body.fault != nil:
		return errs.New(errs.BadRequest, "malformed_body", "The body did not arrive whole.").Because(body.fault)
	case err != nil:
		return noRoom(err)
	}
	return nil
}

// faulty remembers what was wrong with reading, to tell it from what was wrong with writing.
type faulty struct {
	from  io.Reader
	fault error
}

// Read passes on what comes.
func (f *faulty) Read(p []byte) (int, error) {
	n, err := f.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.fault = err
	}
	return n, err
}

func noRoom(err error) error {
	return errs.New(errs.Unavailable, "unavailable", "There is no room for the file now. Try again in a moment.").Because(err)
}

func (u *Upload) digest() string { return hex.EncodeToString(u.hash.Sum(nil)) }

// takeUpload gives an upload the time that it needs, and forgets it at the end. It is read once somebody was let in.
func takeUpload(op Operation, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		// Deadlines are the machine's. Where the connection takes none, the server's own hold.
		now, control := clock.System{}.Now(), http.NewResponseController(c.Response())
		_ = control.SetReadDeadline(now.Add(uploadTime))
		_ = control.SetWriteDeadline(now.Add(2 * uploadTime))
		u := &Upload{kind: op.uploadKind}
		c.Set(uploadKey, u)
		defer func() {
			if u.File != nil {
				_ = u.Close()
				_ = os.Remove(u.Name())
			}
		}()
		return next(c)
	}
}
