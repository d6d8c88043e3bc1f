package outbound

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"strings"
)

type stage int

const (
	stageSender stage = iota
	stageRecipient
	stageBody
)

// Answers of SMTP servers (RFC 5321, 4.2.3; RFC 4954, 6).
const (
	codeAuthNeeded  = 530
	codeAuthTooWeak = 534
	codeAuthBad     = 535
	codeAuthLater   = 454
	codeNoMailbox   = 550
	codeNotLocal    = 551
	codeOverQuota   = 552
	codeBadMailbox  = 553
	codeQuotaForNow = 452
	firstPermanent  = 500
	subjectAddress  = "1" // enhanced status X.1.X (RFC 3463): addressing
	subjectMailbox  = "2"
	detailFull      = "2"
	detailTooLarge  = "4"
	subjectMailSys  = "3"
)

var enhanced = regexp.MustCompile(`^[245]\.(\d{1,3})\.(\d{1,3})\b`)

// opening names what went wrong before the server was asked to take the message. All of it may pass.
func opening(err error) *Refusal {
	var server *textproto.Error
	if errors.As(err, &server) {
		switch server.Code {
		case codeAuthNeeded, codeAuthTooWeak, codeAuthBad, codeAuthLater:
			return &Refusal{Problem: ProblemAuth, cause: err}
		}
		return &Refusal{Problem: ProblemBusy, cause: err}
	}
	switch {
	case isTimeout(err):
		return &Refusal{Problem: ProblemTimeout, cause: err}
	case isTLS(err):
		return &Refusal{Problem: ProblemTLS, cause: err}
	case strings.Contains(err.Error(), "AUTH"): // the library has no type for "no mechanism in common"
		return &Refusal{Problem: ProblemAuth, cause: err}
	}
	return &Refusal{Problem: ProblemUnreachable, cause: err}
}

// answered names the server's answer to this message. 5xx is for good, but for credentials that are asked for
// late, which are our fault.
func answered(err error, at stage) *Refusal {
	var server *textproto.Error
	switch {
	case !errors.As(err, &server) && isTimeout(err):
		return &Refusal{Problem: ProblemTimeout, cause: err}
	case server == nil:
		return &Refusal{Problem: ProblemUnreachable, cause: err}
	case at == stageSender && (server.Code == codeAuthNeeded || server.Code == codeAuthBad):
		return &Refusal{Problem: ProblemAuth, cause: err}
	case server.Code < firstPermanent:
		if server.Code == codeQuotaForNow && at == stageRecipient {
			return &Refusal{Problem: ProblemFull, cause: err}
		}
		return &Refusal{Problem: ProblemBusy, cause: err}
	}
	return &Refusal{Problem: permanentProblem(server, at), Permanent: true, cause: err}
}

func permanentProblem(server *textproto.Error, at stage) string {
	if at == stageSender {
		return ProblemSender
	}
	if m := enhanced.FindStringSubmatch(server.Msg); m != nil {
		switch {
		case m[1] == subjectMailbox && m[2] == detailFull:
			return ProblemFull
		case m[1] == subjectMailSys && m[2] == detailTooLarge:
			return ProblemTooLarge
		case m[1] == subjectAddress:
			return ProblemMailbox
		}
		return ProblemRejected
	}
	switch server.Code {
	case codeNoMailbox, codeNotLocal, codeBadMailbox:
		if at == stageRecipient {
			return ProblemMailbox
		}
	case codeOverQuota:
		if at == stageRecipient {
			return ProblemFull
		}
		return ProblemTooLarge
	}
	return ProblemRejected
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || (errors.As(err, &network) && network.Timeout())
}

func isTLS(err error) bool {
	var (
		record    tls.RecordHeaderError
		alert     tls.AlertError
		unknown   x509.UnknownAuthorityError
		wrongName x509.HostnameError
		invalid   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
	)
	return errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &unknown) || errors.As(err, &wrongName) ||
		errors.As(err, &invalid) || errors.As(err, &verify) || strings.Contains(err.Error(), "STARTTLS")
}
