package secret_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

var keyForm = regexp.MustCompile(`^gh_[0-9A-Za-z]{49}$`)

func TestKeysAreRecognisableAndEachIsNew(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		key := secret.NewKey().Reveal()
		if !keyForm.MatchString(key) || !secret.IsKey(key) || !secret.SoundKey(key) {
			t.Fatalf("%q is no sound key", key)
		}
		if start := key[:14]; seen[start] {
			t.Fatal("two keys begin alike")
		} else {
			seen[start] = true
		}
	}
}

// Whatever one changes of a key is told by its checksum, without asking anybody.
func TestAChangedKeyIsNotSound(t *testing.T) {
	key := secret.NewKey().Reveal()
	for i := len(secret.KeyPrefix); i < len(key); i++ {
		other := byte('0')
		if key[i] == other {
			other = '1'
		}
		if changed := key[:i] + string(other) + key[i+1:]; secret.SoundKey(changed) {
			t.Errorf("the character %d can be changed", i)
		}
	}
	for _, bad := range []string{
		"", "gh_", key[:len(key)-1], key + "0", strings.ToLower(key), strings.ToUpper(key), strings.TrimPrefix(key, "gh_"), "gl_" + key[3:],
		key[:20] + "-" + key[21:], key[:20] + "é" + key[22:], " " + key, key + "\n", key[:20] + " " + key[21:], key + key,
	} {
		if secret.SoundKey(bad) {
			t.Errorf("%q is sound", bad)
		}
	}
	// The same digits in another place: CRC-32 sees their order, too.
	swapped := []byte(key)
	for i := len("gh_"); i+1 < len("gh_")+43; i++ {
		if swapped[i] != swapped[i+1] {
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			break
		}
	}
	if secret.SoundKey(string(swapped)) {
		t.Error("two characters can be swapped")
	}
}
