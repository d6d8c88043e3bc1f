//go:build !packed

package openapi

import (
	"embed"
	"io/fs"
)

//go:embed openapi.json ui
var plain embed.FS

func files() fs.FS { return plain }
