//go:build packed

package openapi

import (
	"embed"
	"io/fs"
)

//go:embed packed
var packed embed.FS

func files() fs.FS {
	root, err := fs.Sub(packed, "packed")
	if err != nil { // Only an invalid name, which this constant is not.
		return packed
	}
	return root
}
