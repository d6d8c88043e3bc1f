//go:build !packed

package frontend

import "embed"

//go:embed all:dist
var dist embed.FS

const folder = "dist"
