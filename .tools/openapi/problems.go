package main

import (
	"html/template"
	"maps"
	"os"
	"slices"
	"strings"
)

// problem is one code: what it means and where it is met.
type problem struct {
	Code       string
	Statuses   []string
	Sentences  []string
	Operations []operation
}

type operation struct{ ID, Method, Path string }

// collectProblems turns the document round: from codes to the operations that answer with them.
func collectProblems(doc object, said reasons) []problem {
	found := map[string]*problem{}
	eachOperation(doc, func(path, method string, op object) {
		id, _ := op["operationId"].(string)
		responses := child(op, "responses")
		for _, status := range sorted(responses) {
			media := child(child(child(responses, status), "content"), problemType)
			for code := range child(media, "examples") {
				p := found[code]
				if p == nil {
					p = &problem{Code: code, Sentences: said[code]}
					found[code] = p
				}
				if !slices.Contains(p.Statuses, status) {
					p.Statuses = append(p.Statuses, status)
				}
				p.Operations = append(p.Operations, operation{ID: id, Method: strings.ToUpper(method), Path: path})
			}
		}
	})
	var all []problem
	for _, code := range slices.Sorted(maps.Keys(found)) {
		all = append(all, *found[code])
	}
	return all
}

// writeProblems writes the page that the `type` of every problem document points into.
func writeProblems(path string, problems []problem) error {
	var out strings.Builder
	if err := problemPage.Execute(&out, problems); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}

var problemPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>Problem codes · Gatehouse API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/api/docs/page.css" />
  </head>
  <body>
    <main>
      <h1>Problem codes</h1>
      <p>Every refusal of the <a href="/api/docs">Gatehouse API</a> is a problem document (RFC 9457). Its <code>code</code> is stable: programs decide by it, and by nothing else.</p>
{{- range .}}
      <section id="{{.Code}}">
        <h2><a href="#{{.Code}}">{{.Code}}</a> <small>{{range $i, $s := .Statuses}}{{if $i}}, {{end}}{{$s}}{{end}}</small></h2>
{{- range .Sentences}}
        <p>{{.}}</p>
{{- end}}
        <details>
          <summary>{{len .Operations}} {{if eq (len .Operations) 1}}operation answers{{else}}operations answer{{end}} with it</summary>
          <ul>
{{- range .Operations}}
            <li><code>{{.Method}} {{.Path}}</code></li>
{{- end}}
          </ul>
        </details>
      </section>
{{- end}}
    </main>
  </body>
</html>
`))
