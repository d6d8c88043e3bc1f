package main

import "strings"

const (
	jsonType    = "application/json"
	problemType = "application/problem+json"
	eventStream = "text/event-stream" // its schema is that of the data of one event
)

// separateProblems gives failures the media type of problem documents, and successes every other one. swag knows one list
// of media types for both.
func separateProblems(doc object) {
	eachOperation(doc, func(_, _ string, op object) {
		responses := child(op, "responses")
		for _, status := range sorted(responses) {
			response := child(responses, status)
			content := child(response, "content")
			if failed(status) {
				asProblem(response, content)
			} else {
				delete(content, problemType)
			}
		}
		requireMultipart(op)
	})
}

func failed(status string) bool {
	return status == "default" || strings.HasPrefix(status, "4") || strings.HasPrefix(status, "5")
}

func asProblem(response, content object) {
	for _, media := range sorted(content) {
		response["content"] = object{problemType: content[media]}
		return // swag gives each media type the same schema
	}
}

// requireMultipart: a form that is asked for has to be sent.
func requireMultipart(op object) {
	body := child(op, "requestBody")
	for _, media := range sorted(child(body, "content")) {
		if strings.HasPrefix(media, "multipart/") {
			body["required"] = true
		}
	}
}
