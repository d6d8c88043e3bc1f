package secret

import (
	"crypto/rand"
	"encoding/base64"
)

// HookPrefix is how the secret of a webhook begins, as Standard Webhooks has it.
const HookPrefix = "whsec_"

// NewHookSecret makes the secret by which a webhook's messages are signed: 256 random bits.
func NewHookSecret() Text {
	var b [tokenBytes]byte
	_, _ = rand.Read(b[:]) // never fails: the runtime ends the process instead
	return Text(HookPrefix + base64.StdEncoding.EncodeToString(b[:]))
}
