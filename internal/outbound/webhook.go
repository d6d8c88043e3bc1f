package outbound

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// signed gives the headers of one try at an event, as Standard Webhooks has them: the id by which a receiver knows a
// copy, the time, and a signature over these and the body by each secret. The error says that a secret cannot be read.
func signed(e id.Event, body []byte, secrets []secret.Text, now time.Time) (map[string]string, error) {
	headers := domain.HookHeaders(e)
	at := strconv.FormatInt(now.Unix(), 10)
	signatures := make([]string, len(secrets))
	for i, text := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text.Reveal(), secret.HookPrefix))
		if err != nil || len(key) == 0 {
			return nil, fmt.Errorf("the secret of a webhook cannot be read")
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(string(e) + "." + at + "."))
		mac.Write(body)
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	headers[domain.HookHeaderTimestamp] = at
	headers[domain.HookHeaderSignature] = strings.Join(signatures, " ")
	return headers, nil
}
