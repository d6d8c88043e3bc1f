// Package frontend carries the built browser app inside the Go binary. It holds no logic: the pages are built by
// `npm run build` into dist/, and the web room decides how they are served. `make build` packs them and builds with the
// tag packed; other builds carry the files as they are. Before the first build dist/ holds only a placeholder, so the
// module always compiles.
package frontend

import "io/fs"

// Files is the root of the built app: index.html and assets/ with hashed names. What is packed has .gz added to its name.
// It has no index.html before the app was built; the reader decides what to answer then.
func Files() fs.FS {
	files, err := fs.Sub(dist, folder)
	if err != nil { // Only an invalid name, which this constant is not.
		return dist
	}
	return files
}
