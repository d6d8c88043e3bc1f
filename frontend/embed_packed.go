//go:build packed

package frontend

import "embed"

//go:embed packed
var dist embed.FS

const folder = "packed"
