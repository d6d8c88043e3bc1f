// Package client asks a Gatehouse server, for programs written in Go.
//
//	house, err := client.New("https://gatehouse.example.com", client.Options{Key: "gh_…"})
//	…
//	for user, err := range house.EachUser(ctx, workspace, nil) {
//		…
//	}
//
// Every operation of the API has a method of its name that ends in WithResponse and answers with the decoded body
// (JSON200, JSON201); the one without that ending gives the plain *http.Response, for what is read as it comes: exports
// and the stream of events. A refusal is an error of type *Error in both cases.
//
// The package imports nothing else of this module. gatehouse.gen.go is made from the API document by `make gen`; the
// other files hold what a document cannot say: credentials, asking again, errors, pages.
package client

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Gatehouse is a server as one program sees it. It may be used by many goroutines at once.
type Gatehouse struct {
	ClientWithResponses
}

// Options say how to enter and how to ask. The zero value asks without a credential, up to four times.
type Options struct {
	// Key is an API key (gh_…) or the access token of a session.
	Key string
	// HTTP makes the requests; nil is a client without a time limit, since the context of each call carries one.
	HTTP *http.Client
	// Attempts is how often a request is sent at most, where asking again can help; 0 is 4.
	Attempts int
	// MaxWait is the longest pause before the next attempt, 0 is a minute. Where the server asks for a longer one, its
	// refusal is given back at once.
	MaxWait time.Duration
}

// New gives the client of the server at an address such as https://gatehouse.example.com.
func New(address string, o Options) (*Gatehouse, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the address of Gatehouse: %w", err)
	}
	if at.Scheme != "https" && at.Scheme != "http" || at.Host == "" {
		return nil, fmt.Errorf("the address of Gatehouse: %q is not one such as https://gatehouse.example.com", address)
	}
	c, err := NewClient(address, WithHTTPClient(newDoor(o)))
	if err != nil {
		return nil, err
	}
	return &Gatehouse{ClientWithResponses{c}}, nil
}
