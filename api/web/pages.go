package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// Pages are the files of the browser app, in memory. A path that names no file is a page of the app, unless it has
// an extension or belongs to the API.
type Pages struct {
	files  map[string]*file
	policy string
}

type file struct {
	kind   string
	tag    string
	plain  []byte
	packed func() []byte // gzip, made at the first ask; nil where it would gain nothing
}

const (
	indexFile = "index.html"
	packFrom  = 1024 // smaller files travel as they are
)

// NewApp reads the files of the browser app.
func NewApp(files fs.FS) (*Pages, error) { return newPages(files, policyApp) }

// NewDocs reads the files of the docs page.
func NewDocs(files fs.FS) (*Pages, error) { return newPages(files, policyDocs) }

func newPages(files fs.FS, policy string) (*Pages, error) {
	p := &Pages{files: map[string]*file{}, policy: policy}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden(name) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		p.files[name] = newFile(name, text)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	return p, nil
}

// hidden tells files that are for the build alone, such as .vite/manifest.json.
func hidden(name string) bool {
	base := path.Base(name)
	return name != "." && strings.HasPrefix(base, ".")
}

func newFile(name string, text []byte) *file {
	sum := sha256.Sum256(text)
	f := &file{kind: kindOf(name), tag: `"` + hex.EncodeToString(sum[:16]) + `"`, plain: text}
	if len(text) >= packFrom && packable(f.kind) {
		f.packed = sync.OnceValue(func() []byte { return pack(text) })
	}
	return f
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
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func packable(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "svg")
}

func pack(text []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid one
	_, _ = w.Write(text)                                    // memory takes everything
	_ = w.Close()
	return out.Bytes()
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
	p.serve(c, name, f)
	return nil
}

// File answers with exactly that file; not_found where there is none.
func (p *Pages) File(c echo.Context, name string) error {
	f, found := p.files[name]
	if !found {
		return errs.New(errs.NotFound, "not_found", "There is no such file.")
	}
	p.serve(c, name, f)
	return nil
}

// appRoute tells paths that can be the app's: without an extension, and without a hidden folder, which only
// somebody looking for leftovers asks for.
func appRoute(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return path.Ext(name) == "" && !strings.Contains("/"+name, "/.") && first != "api" && first != "assets" && first != "dev"
}

func (p *Pages) serve(c echo.Context, name string, f *file) {
	head := c.Response().Header()
	head.Set("Content-Security-Policy", p.policy)
	head.Set(echo.HeaderContentType, f.kind)
	head.Set("ETag", f.tag)
	head.Set(echo.HeaderCacheControl, "no-cache")
	if strings.HasPrefix(name, "assets/") { // their names carry a hash of what they hold
		head.Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	body := f.plain
	if f.packed != nil {
		head.Add("Vary", echo.HeaderAcceptEncoding)
		if acceptsGzip(c.Request()) {
			head.Set(echo.HeaderContentEncoding, "gzip")
			head.Set("ETag", strings.TrimSuffix(f.tag, `"`)+`-gz"`)
			body = f.packed()
		}
	}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(body))
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
