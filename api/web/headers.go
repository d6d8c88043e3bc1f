package web

import (
	"github.com/labstack/echo/v4"
)

// The content security policies: the API shows nothing; the app and the docs load from here alone.
const (
	policyAPI  = "default-src 'none'; frame-ancestors 'none'"
	policyApp  = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	policyDocs = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// headers sets what every answer carries. Answers of the API are not to be kept; pages say otherwise for themselves.
func (f *Frame) headers(next echo.HandlerFunc) echo.HandlerFunc {
	secure := f.options.PublicURL != nil && f.options.PublicURL.Scheme == "https"
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Content-Security-Policy", policyAPI)
		h.Set(echo.HeaderCacheControl, "no-store")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}
