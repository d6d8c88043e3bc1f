package outbound

import (
	"context"
	"errors"
	"fmt"
)

// Envelope is one rendered message: who gets it, and its bytes as they go over the line.
type Envelope struct {
	ID      string
	To      string
	Subject string
	Text    string
	HTML    string
	Raw     []byte
}

// Mailer hands one message to whoever carries it on. A nil error says that it was taken. A *Refusal says of which
// class the failure is, and whether it may pass; any other error may pass.
type Mailer interface {
	Send(ctx context.Context, e Envelope) error
}

// The classes of refusal, as people see them beside an invitation. They never hold the server's own words.
const (
	ProblemMailbox     = "mailbox_unknown"
	ProblemFull        = "mailbox_full"
	ProblemRejected    = "rejected"
	ProblemSender      = "sender_refused"
	ProblemTooLarge    = "too_large"
	ProblemBusy        = "temporarily_refused"
	ProblemAuth        = "auth_failed"
	ProblemTLS         = "tls_failed"
	ProblemUnreachable = "unreachable"
	ProblemTimeout     = "timeout"
	ProblemNoServer    = "no_mail_server"
	ProblemExpired     = "expired"
	ProblemUnreadable  = "unrenderable"
)

// Refusal is a message that was not taken.
type Refusal struct {
	Problem   string // one of the classes above
	Permanent bool   // no further try makes sense
	cause     error
}

// Error gives the class alone: a server's own words may hold addresses, and errors end in logs.
func (r *Refusal) Error() string { return "mail refused: " + r.Problem }

// Unwrap gives what the server or the network said.
func (r *Refusal) Unwrap() error { return r.cause }

// classOf gives the class of a failure, and whether it is permanent.
func classOf(err error) (problem string, permanent bool) {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Problem, r.Permanent
	}
	return ProblemBusy, false
}

// Nowhere stands where production has no mail server: it takes nothing, so that people see at once that a link has
// to be handed over by hand.
type Nowhere struct{}

// Send refuses for good.
func (Nowhere) Send(context.Context, Envelope) error {
	return &Refusal{Problem: ProblemNoServer, Permanent: true, cause: fmt.Errorf("no mail server is set")}
}
