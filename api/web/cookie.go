package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	refreshCookie = "gatehouse_refresh"
	hostPrefix    = "__Host-" // browsers hold such a cookie to https, to this host and to all paths
)

// secure tells whether the browser reaches this server by https: by the configured URL, never by a header.
func (f *Frame) secure() bool {
	return f.options.PublicURL != nil && f.options.PublicURL.Scheme == "https"
}

func (f *Frame) refreshName() string {
	if f.secure() {
		return hostPrefix + refreshCookie
	}
	return refreshCookie
}

// RefreshToken gives the refresh token of the request's cookie, or "".
func (f *Frame) RefreshToken(c echo.Context) string {
	found := c.Request().CookiesNamed(f.refreshName())
	if len(found) != 1 || len(found[0].Value) > maxToken {
		return ""
	}
	return found[0].Value
}

// KeepRefreshToken hands the browser its refresh token for as long as the session can live.
func (f *Frame) KeepRefreshToken(c echo.Context, token string, life time.Duration) {
	f.setRefresh(c, token, int(life.Seconds()))
}

// DropRefreshToken takes the cookie away.
func (f *Frame) DropRefreshToken(c echo.Context) { f.setRefresh(c, "", -1) }

func (f *Frame) setRefresh(c echo.Context, value string, maxAge int) {
	c.SetCookie(&http.Cookie{
		Name: f.refreshName(), Value: value, Path: "/", MaxAge: maxAge,
		Secure: f.secure(), HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}
