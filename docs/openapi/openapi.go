// Package openapi carries the API's description and the page that shows it, for the binary to serve.
// The document is generated from the handlers' annotations by `make gen`; the page's assets arrive with `make build`,
// which also packs everything and builds with the tag packed. Other builds carry the files as they are.
package openapi

import "io/fs"

// Files are openapi.json, the OpenAPI 3.1 description of the API, and ui, the docs page: index.html and the assets that
// it names under /api/docs/. They are all local; the page asks no other server for anything. What is packed has .gz
// added to its name.
func Files() fs.FS { return files() }
