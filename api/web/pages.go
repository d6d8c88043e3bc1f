package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// Pages are the files of the browser app, or of the docs page. Nothing of them is read before somebody asks for it: a
// process that serves the API alone has none of them in memory. A path that names no file is a page of the app, unless
// it has an extension or belongs to the API.
type Pages struct {
	root   fs.FS
	files  map[string]*file
	policy string
}

type file struct {
	kind   string
	path   string // where it is kept
	packed bool   // it is kept as gzip
	tag    func() (string, error)
}

const (
	indexFile = "index.html"
	packedAs  = ".gz" // what the build adds to the name of a file that it packed
)

// NewApp takes the files of the browser app.
func NewApp(files fs.FS) (*Pages, error) { return newPages(files, policyApp) }

// NewDocs takes the files of the docs page.
func NewDocs(files fs.FS) (*Pages, error) { return newPages(files, policyDocs) }

func newPages(files fs.FS, policy string) (*Pages, error) {
	p := &Pages{root: files, files: map[string]*file{}, policy: policy}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case hidden(name) && entry.IsDir():
			return fs.SkipDir
		case hidden(name) || entry.IsDir():
			return nil
		}
		p.add(name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the pages: %w", err)
	}
	return p, nil
}

// hidden tells files that are for the build alone, such as .vite/manifest.json.
func hidden(name string) bool {
	base := path.Base(name)
	return name != "." && strings.HasPrefix(base, ".")
}

func (p *Pages) add(kept string) {
	name, packed := strings.CutSuffix(kept, packedAs)
	p.files[name] = &file{
		kind: kindOf(name), path: kept, packed: packed,
		tag: sync.OnceValues(func() (string, error) { return p.sum(kept) }),
	}
}

func (p *Pages) sum(kept string) (string, error) {
	f, err := p.root.Open(kept)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}

// kindOf is the media type of a file, whatever the machine's own tables say.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return "application/octet-stream"
}

// fallback answers, where no operation did, with a page of the app. A nil Pages has none.
func (p *Pages) fallback(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		if p == nil || err != echo.ErrNotFound || c.Path() != "" { //nolint:errorlint // the router's own value, not one that wraps it
			return err
		}
		method := c.Request().Method
		if method != http.MethodGet && method != http.MethodHead {
			return err
		}
		return p.Serve(c, strings.TrimPrefix(c.Request().URL.Path, "/"))
	}
}

// Serve answers with a file, or with the app's one page where the path may be one of the app's own; not_found where
// it cannot.
func (p *Pages) Serve(c echo.Context, name string) error {
	f, found := p.files[name]
	if !found && appRoute(name) {
		name = indexFile
		f, found = p.files[name]
	}
	if !found {
		return errs.New(errs.NotFound, "not_found", "There is nothing at this address.")
	}
	return p.serve(c, name, f)
}

// File answers with exactly that file, whole, as an operation of the API document; not_found where there is none.
func (p *Pages) File(c echo.Context, name string) error {
	f, found := p.files[name]
	if !found {
		return errs.New(errs.NotFound, "not_found", "There is no such file.")
	}
	c.SetRequest(whole(c.Request()))
	return p.serve(c, name, f)
}

// appRoute tells paths that can be the app's: without an extension, and without a hidden folder, which only
// somebody looking for leftovers asks for. Who asks for numbers, or for the inside of the process, where there are none
// is told so, and not shown a page.
func appRoute(name string) bool {
	switch first, _, _ := strings.Cut(name, "/"); first {
	case "api", "assets", "dev", "metrics", "debug":
		return false
	}
	return path.Ext(name) == "" && !strings.Contains("/"+name, "/.")
}

func (p *Pages) serve(c echo.Context, name string, f *file) error {
	tag, err := f.tag()
	if err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	kept, err := p.root.Open(f.path)
	if err != nil {
		return fmt.Errorf("open %s: %w", f.path, err)
	}
	defer func() { _ = kept.Close() }()
	body, ok := kept.(io.ReadSeeker)
	if !ok {
		return fmt.Errorf("open %s: it cannot be read from any place", f.path)
	}
	head := c.Response().Header()
	head.Set("Content-Security-Policy", p.policy)
	head.Set(echo.HeaderContentType, f.kind)
	head.Set(echo.HeaderCacheControl, "no-cache")
	if strings.HasPrefix(name, "assets/") { // their names carry a hash of what they hold
		head.Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	if f.packed {
		head.Add("Vary", echo.HeaderAcceptEncoding)
		if acceptsGzip(c.Request()) {
			head.Set(echo.HeaderContentEncoding, "gzip")
			tag += "-gz"
		} else if body, err = unpack(body); err != nil {
			return fmt.Errorf("unpack %s: %w", f.path, err)
		}
	}
	head.Set("ETag", `"`+tag+`"`)
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, body)
	return nil
}

// whole asks for a file from end to end, or whether it is another one than before: parts of it, and what only changes need,
// are answered in ways that the API document does not name.
func whole(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	for _, name := range []string{"Range", "If-Range", "If-Match", "If-Unmodified-Since"} {
		r.Header.Del(name)
	}
	return r
}

func acceptsGzip(r *http.Request) bool {
	for _, one := range strings.Split(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.EqualFold(coding, "gzip") && strings.ReplaceAll(weight, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// Page answers with one page of text of our own, which needs no script.
func Page(c echo.Context, html string) error {
	head := c.Response().Header()
	head.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	head.Set(echo.HeaderCacheControl, "no-cache")
	return c.HTML(http.StatusOK, html)
}
