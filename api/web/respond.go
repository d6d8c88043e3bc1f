package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
)

// OK answers with a thing.
func OK(c echo.Context, view any) error { return write(c, http.StatusOK, view, 0) }

// OKAt answers with a thing in one of its versions, as an ETag; 304 where the client has it already.
func OKAt(c echo.Context, view any, version int64) error {
	return write(c, http.StatusOK, view, version)
}

// Created answers with a new thing and where it is read.
func Created(c echo.Context, location string, view any, version int64) error {
	c.Response().Header().Set(echo.HeaderLocation, location)
	return write(c, http.StatusCreated, view, version)
}

// Added answers with a new thing at the very address of the request.
func Added(c echo.Context, view any, version int64) error {
	return write(c, http.StatusCreated, view, version)
}

// Accepted answers that it will be done, or that there is nothing to do: which, is not told.
func Accepted(c echo.Context) error { return c.NoContent(http.StatusAccepted) }

// None answers that it is done, and that there is nothing to say.
func None(c echo.Context) error { return c.NoContent(http.StatusNoContent) }

func write(c echo.Context, status int, view any, version int64) error {
	body, err := json.Marshal(view, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	if version > 0 {
		tag := etag(version, body)
		c.Response().Header().Set("ETag", tag)
		if status == http.StatusOK && c.Request().Method == http.MethodGet && has(c, tag) {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}

// etag names the version, by which If-Match decides, and the very bytes, by which If-None-Match does: what is shown
// of a thing can change without the thing, such as the name of a role.
func etag(version int64, body []byte) string {
	sum := sha256.Sum256(body)
	return fmt.Sprintf(`"v%d-%s"`, version, hex.EncodeToString(sum[:6]))
}

func has(c echo.Context, tag string) bool {
	for _, one := range strings.Split(c.Request().Header.Get("If-None-Match"), ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

// The answers of Expected that are no version.
const (
	AnyVersion int64 = 0  // the request asks for none
	NoVersion  int64 = -1 // the request asks for one that never was
)

// Expected gives the version that the request's If-Match is meant for.
func Expected(c echo.Context) int64 {
	text := strings.TrimSpace(strings.Join(c.Request().Header.Values("If-Match"), ","))
	if text == "" || text == "*" {
		return AnyVersion
	}
	text, found := strings.CutPrefix(text, `"v`)
	if !found || !strings.HasSuffix(text, `"`) {
		return NoVersion // a weak tag, a list, or none of ours (RFC 9110, 13.1.1)
	}
	number, _, _ := strings.Cut(strings.TrimSuffix(text, `"`), "-")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil || version < 1 || strconv.FormatInt(version, 10) != number { // "v+1" is not the tag that was handed out
		return NoVersion
	}
	return version
}

// Shared answers with what everybody may read, keep for so long, and read from pages of other sites.
func Shared(c echo.Context, view any, life time.Duration) error {
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, fmt.Sprintf("public, max-age=%d", int(life.Seconds())))
	h.Set(echo.HeaderAccessControlAllowOrigin, "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return write(c, http.StatusOK, view, 1)
}
