package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

const maxDepth = 16 // of a body; the deepest that any operation knows is 3

// Body reads the body of a request strictly: one JSON object in UTF-8, each member known, spelt exactly and given
// once. Errors: unsupported_media_type, body_too_large, malformed_body, unknown_field, duplicate_field, wrong_type;
// validation_failed with all wrong fields at once.
func Body[T any](c echo.Context) (T, error) {
	var into T
	text, err := readBody(c)
	if err != nil {
		return into, err
	}
	if len(text) == 0 {
		return into, errs.New(errs.BadRequest, "malformed_body", "This request needs a JSON body.")
	}
	return decode[T](c, text)
}

// OptionalBody is Body for operations whose body may be left out: T is zero then.
func OptionalBody[T any](c echo.Context) (T, error) {
	text, err := readBody(c)
	if err != nil || len(text) == 0 {
		var none T
		return none, err
	}
	return decode[T](c, text)
}

// NoBody refuses a body that says anything.
func NoBody(c echo.Context) error {
	_, err := OptionalBody[struct{}](c)
	return err
}

func readBody(c echo.Context) ([]byte, error) {
	if err := mayTake(c); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(c.Request().Body)
	if err == nil {
		return text, nil
	}
	var e *errs.Error
	if errors.As(err, &e) {
		return nil, e
	}
	if known := tooLarge(err); known != nil {
		return nil, known
	}
	return nil, errs.New(errs.BadRequest, "malformed_body", "The body did not arrive whole.").Because(err)
}

func decode[T any](c echo.Context, text []byte) (T, error) {
	var into T
	if err := checkMediaType(c); err != nil {
		return into, err
	}
	if err := walk(text); err != nil {
		return into, err
	}
	err := json.Unmarshal(text, &into, json.RejectUnknownMembers(true), json.WithUnmarshalers(json.UnmarshalFromFunc(noNull)))
	if err != nil {
		return into, misread(err)
	}
	return into, validate(into)
}

// noNull refuses null, which would otherwise read as if the member had been left out. A type that reads itself knows what
// null means to it: Optional and Removable do.
func noNull(dec *jsontext.Decoder, into any) error {
	if _, ok := into.(json.UnmarshalerFrom); ok || dec.PeekKind() != 'n' {
		return errors.ErrUnsupported
	}
	return errors.New("null")
}

// checkMediaType takes JSON alone; a form of another site cannot send that without asking first.
func checkMediaType(c echo.Context) error {
	kind, params, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	patch := kind == "application/merge-patch+json" && c.Request().Method == http.MethodPatch
	charset := params["charset"]
	if err != nil || kind != echo.MIMEApplicationJSON && !patch || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return errs.New(errs.Unsupported, "unsupported_media_type", "Send the body as application/json in UTF-8.")
	}
	return nil
}

// walk looks at every token first: one object, not too deep, no NUL, which databases disagree about. Duplicate
// names and invalid UTF-8 are found on the way.
func walk(text []byte) error {
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	if dec.PeekKind() != '{' {
		if _, err := dec.ReadValue(); err != nil {
			return misread(err)
		}
		return errs.New(errs.BadRequest, "wrong_type", "The body has to be a JSON object.")
	}
	for {
		token, err := dec.ReadToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return misread(err)
		}
		if dec.StackDepth() > maxDepth {
			return errs.New(errs.BadRequest, "malformed_body", "The body is nested too deeply.")
		}
		if token.Kind() == '"' && strings.ContainsRune(token.String(), 0) {
			return errs.New(errs.BadRequest, "malformed_body", "Texts cannot contain the character U+0000.")
		}
		if dec.StackDepth() == 0 {
			return trailing(dec)
		}
	}
}

func trailing(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errs.New(errs.BadRequest, "malformed_body", "Something follows the JSON object.")
	}
	return nil
}

// misread says what was wrong with the body, and where.
func misread(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic) && errors.Is(semantic.Err, json.ErrUnknownName):
		return errs.Newf(errs.BadRequest, "unknown_field", "This request knows no field %s.", where(semantic.JSONPointer)).
			With("pointer", string(semantic.JSONPointer))
	case errors.As(err, &syntactic) && errors.Is(syntactic.Err, jsontext.ErrDuplicateName):
		return errs.Newf(errs.BadRequest, "duplicate_field", "The field %s is given twice.", where(syntactic.JSONPointer)).
			With("pointer", string(syntactic.JSONPointer))
	case errors.As(err, &semantic):
		return errs.Newf(errs.BadRequest, "wrong_type", "The value of %s is of another type than it has to be.", where(semantic.JSONPointer)).
			With("pointer", string(semantic.JSONPointer))
	}
	return errs.New(errs.BadRequest, "malformed_body", "The body is not valid JSON in UTF-8.").Because(err)
}

// where names a place in the body, without repeating more of it than a reader needs.
func where(p jsontext.Pointer) string {
	const most = 100
	text := string(p)
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
