// Package frontend carries the built browser app inside the Go binary. It holds no logic: the pages are built by
// `npm run build` into dist/, and the web room decides how they are served. Before the first build dist/ holds only a
// placeholder, so the module always compiles.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the root of the built app: index.html, assets/ with hashed names, and .vite/manifest.json.
// It has no index.html before the app was built; the reader decides what to answer then.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil { // Only an invalid name, which this constant is not.
		return dist
	}
	return files
}
