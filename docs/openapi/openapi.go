// Package openapi carries the API's description and the page that shows it, for the binary to serve.
// The document is generated from the handlers' annotations by `make gen`; the page's assets arrive with `make build`.
package openapi

import (
	"embed"
	"io/fs"
)

//go:embed openapi.json
var document []byte

//go:embed ui
var files embed.FS

// Document returns the OpenAPI 3.1 description of the API, as JSON. It is shared: do not change it.
func Document() []byte { return document }

// UI returns the files of the docs page: index.html and the assets that it names under /api/docs/.
// They are all local; the page asks no other server for anything.
func UI() fs.FS {
	ui, err := fs.Sub(files, "ui")
	if err != nil { // Only an invalid name, which this constant is not.
		return files
	}
	return ui
}
