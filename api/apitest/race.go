package apitest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Rounds is how often a race is run: as often as GATEHOUSE_TEST_ROUNDS says, or the usual number.
func Rounds(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_TEST_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return usual
}

// Everywhere runs a test on SQLite with one process, and on PostgreSQL with one and with two.
func Everywhere(t *testing.T, test func(t *testing.T, replicas []*API), settings ...string) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		test(t, []*API{Start(t, testkit.NewSQLite(t), settings...)})
	})
	t.Run("postgres", func(t *testing.T) {
		test(t, []*API{Start(t, testkit.NewPostgres(t), settings...)})
	})
	t.Run("postgres with two processes", func(t *testing.T) {
		d := testkit.NewPostgres(t)
		test(t, []*API{Start(t, d, settings...), Start(t, d, settings...)})
	})
}

// Shot is one request of a race.
type Shot struct {
	Method, Path string
	Token        string
	Body         any
	Headers      []string // pairs of name and value
}

// Post is a shot that posts.
func Post(path, token string, body any, headers ...string) Shot {
	return Shot{Method: http.MethodPost, Path: path, Token: token, Body: body, Headers: headers}
}

// Times gives a shot n times.
func Times(n int, s Shot) []Shot {
	out := make([]Shot, n)
	for i := range out {
		out[i] = s
	}
	return out
}

const raceTimeout = 60 * time.Second

// Together sends all shots at once, in turn to each replica: it opens a connection for each, sends all but the last
// byte, and then lets the last bytes go.
func Together(t testing.TB, replicas []*API, shots ...Shot) []Answer {
	t.Helper()
	answers := make([]Answer, len(shots))
	faults := make([]error, len(shots))
	var ready, done sync.WaitGroup
	release := make(chan struct{})
	for i, shot := range shots {
		ready.Add(1)
		done.Go(func() {
			answers[i], faults[i] = shot.fire(replicas[i%len(replicas)].URL, ready.Done, release)
		})
	}
	ready.Wait()
	time.Sleep(2 * time.Millisecond) // the servers have read what there is
	close(release)
	done.Wait()
	for i, err := range faults {
		if err != nil {
			t.Fatalf("%s %s: %v", shots[i].Method, shots[i].Path, err)
		}
		replicas[0].For(t).holdToContract(shots[i].Method, shots[i].Path, answers[i])
	}
	return answers
}

// fire sends all but the last byte, says that it is ready, and sends the last byte when released.
func (s Shot) fire(base string, ready func(), release <-chan struct{}) (Answer, error) {
	told := sync.OnceFunc(ready)
	defer told()
	text, request, err := s.text(base)
	if err != nil {
		return Answer{}, err
	}
	connection, err := net.DialTimeout("tcp", request.URL.Host, 10*time.Second)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = connection.Close() }()
	if err := connection.SetDeadline(time.Now().Add(raceTimeout)); err != nil {
		return Answer{}, err
	}
	if _, err := connection.Write(text[:len(text)-1]); err != nil {
		return Answer{}, err
	}
	told()
	<-release
	if _, err := connection.Write(text[len(text)-1:]); err != nil {
		return Answer{}, err
	}
	return readAnswer(connection, request)
}

func (s Shot) text(base string) ([]byte, *http.Request, error) {
	u, err := url.Parse(base + s.Path)
	if err != nil {
		return nil, nil, err
	}
	request, err := http.NewRequest(s.Method, u.String(), reader(s.Body)) //nolint:noctx // written by hand below
	if err != nil {
		return nil, nil, err
	}
	request.Close = true
	if s.Body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if s.Token != "" {
		request.Header.Set("Authorization", "Bearer "+s.Token)
	}
	for i := 0; i+1 < len(s.Headers); i += 2 {
		request.Header.Set(s.Headers[i], s.Headers[i+1])
	}
	var text bytes.Buffer
	err = request.Write(&text)
	return text.Bytes(), request, err
}

func readAnswer(from io.Reader, request *http.Request) (Answer, error) {
	response, err := http.ReadResponse(bufio.NewReader(from), request)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	answer := Answer{Status: response.StatusCode, Header: response.Header, Body: text}
	_ = json.Unmarshal(text, &answer.JSON)
	return answer, err
}

// Tally counts answers by status and code, such as "200" and "409 already_decided".
func Tally(answers []Answer) map[string]int {
	out := map[string]int{}
	for _, a := range answers {
		key := strconv.Itoa(a.Status)
		if code := a.Code(); code != "" {
			key += " " + code
		}
		out[key]++
	}
	return out
}

// Race is one round: a first shot and a second one, each several times, all at once. It gives the answers of both
// apart.
func Race(t testing.TB, replicas []*API, times int, first, second Shot) (a, b []Answer) {
	t.Helper()
	var shots []Shot
	for i := range 2 * times {
		if i%4 == 0 || i%4 == 3 { // both come to every replica
			shots = append(shots, first)
		} else {
			shots = append(shots, second)
		}
	}
	for i, answer := range Together(t, replicas, shots...) {
		if i%4 == 0 || i%4 == 3 {
			a = append(a, answer)
		} else {
			b = append(b, answer)
		}
	}
	return a, b
}

// OnlyThese fails the test where an answer is none of the expected ones, written as Tally does.
func OnlyThese(t testing.TB, answers []Answer, expected ...string) map[string]int {
	t.Helper()
	tally := Tally(answers)
	known := map[string]bool{}
	for _, e := range expected {
		known[e] = true
	}
	for key := range tally {
		if !known[key] {
			t.Fatalf("the answers were %v; only %q can be", tally, expected)
		}
	}
	return tally
}
