package secret

import (
	"crypto/rand"
	"hash/crc32"
	"math/big"
	"strings"
)

// The parts of an API key: KeyPrefix, by which scanners for secrets know it; 256 random bits in base62; and the CRC-32
// of those in base62, by which a key that was cut or mistyped is told without asking the database.
const (
	KeyPrefix   = "gh_"
	keyRandom   = 43 // digits of base62 that hold 256 bits
	keyChecksum = 6  // and 32 bits
	base62      = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// NewKey makes an API key.
func NewKey() Text {
	var b [tokenBytes]byte
	_, _ = rand.Read(b[:]) // never fails: the runtime ends the process instead
	random := digits(new(big.Int).SetBytes(b[:]), keyRandom)
	return Text(KeyPrefix + random + checksum(random))
}

// IsKey tells whether a credential means to be an API key.
func IsKey(text string) bool { return strings.HasPrefix(text, KeyPrefix) }

// SoundKey tells whether a text is an API key that may have been given out: its length, digits and checksum are right.
func SoundKey(text string) bool {
	rest, found := strings.CutPrefix(text, KeyPrefix)
	if !found || len(rest) != keyRandom+keyChecksum || strings.Trim(rest, base62) != "" {
		return false
	}
	return checksum(rest[:keyRandom]) == rest[keyRandom:]
}

func checksum(random string) string {
	return digits(big.NewInt(int64(crc32.ChecksumIEEE([]byte(random)))), keyChecksum)
}

// digits writes a number in base62, with zeros in front.
func digits(n *big.Int, length int) string {
	out, base, rest := make([]byte, length), big.NewInt(int64(len(base62))), new(big.Int)
	for i := length - 1; i >= 0; i-- {
		n.DivMod(n, base, rest)
		out[i] = base62[rest.Int64()]
	}
	return string(out)
}
