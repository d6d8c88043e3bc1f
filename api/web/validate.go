package web

import (
	"errors"
	"reflect"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// rules is made once: the validator remembers what it learnt of each struct.
var rules = sync.OnceValue(newRules) //nolint:gochecknoglobals // a cache of struct tags, without state of its own

func newRules() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	// The words of the trade replace the library's own idea of an address, a name and an id.
	register(v, "email", func(text string) bool { _, fault := domain.ParseEmail("", text); return fault == nil })
	register(v, "name", func(text string) bool { _, fault := domain.ParseName("", text); return fault == nil })
	v.RegisterCustomTypeFunc(given, Optional[string]{}, Optional[bool]{}, Optional[int]{}, Optional[[]string]{}, Removable[string]{})
	register(v, "uuid", func(text string) bool { _, err := id.Parse[string](text); return err == nil })
	return v
}

func register(v *validator.Validate, tag string, good func(string) bool) {
	err := v.RegisterValidation(tag, func(fl validator.FieldLevel) bool { return good(fl.Field().String()) })
	if err != nil {
		panic(err) //nolint:forbidigo // only for an empty tag or a nil function
	}
}

// given shows the validator what a merge patch sets.
func given(field reflect.Value) any {
	one, ok := field.Interface().(interface{ given() any })
	if !ok {
		return nil
	}
	return one.given()
}

// validate checks a request against its tags; validation_failed with every wrong field.
func validate(request any) error {
	if reflect.TypeOf(request).NumField() == 0 {
		return nil
	}
	fields := erased(request)
	var wrong validator.ValidationErrors
	if err := rules().Struct(request); err != nil && !errors.As(err, &wrong) {
		return err
	}
	for _, w := range wrong {
		fields = append(fields, fieldOf(w))
	}
	return errs.Validation(fields...)
}

// erased finds the members of a merge patch that are null. RFC 7396 would remove them, and none can be.
func erased(request any) []errs.Field {
	var fields []errs.Field
	value := reflect.ValueOf(request)
	for i := range value.NumField() {
		member, ok := value.Field(i).Interface().(interface{ erased() bool })
		if ok && member.erased() {
			name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
			fields = append(fields, errs.Field{Pointer: "/" + name, Code: "required", Detail: "This cannot be null; leave it out to keep it."})
		}
	}
	return fields
}

func fieldOf(w validator.FieldError) errs.Field {
	pointer := pointerOf(w.Namespace())
	list := w.Kind() == reflect.Slice
	switch w.Tag() {
	case "required":
		return errs.Field{Pointer: pointer, Code: "required", Detail: "This field is required."}
	case "email":
		return errs.Field{Pointer: pointer, Code: "email_invalid", Detail: "Enter an e-mail address such as name@example.com."}
	case "name":
		return nameFault(pointer, w.Value())
	case "bcp47_language_tag":
		return errs.Field{Pointer: pointer, Code: "locale_invalid", Detail: "Use a language tag such as en or pt-BR."}
	case "timezone":
		return errs.Field{Pointer: pointer, Code: "timezone_unknown", Detail: "Use a name of the time zone database such as Australia/Perth."}
	case "uuid":
		return errs.Field{Pointer: pointer, Code: "id_invalid", Detail: "This is not an id."}
	case "oneof":
		return errs.Field{Pointer: pointer, Code: "one_of", Detail: "Use one of: " + strings.ReplaceAll(w.Param(), " ", ", ") + "."}
	case "unique":
		return errs.Field{Pointer: pointer, Code: "duplicate", Detail: "Each value may be given once."}
	case "max":
		if list {
			return errs.Field{Pointer: pointer, Code: "too_many", Detail: "Give at most " + w.Param() + "."}
		}
		return errs.Field{Pointer: pointer, Code: "too_long", Detail: "Use at most " + w.Param() + " characters."}
	case "min":
		if list {
			return errs.Field{Pointer: pointer, Code: "too_few", Detail: "Give at least " + w.Param() + "."}
		}
		return errs.Field{Pointer: pointer, Code: "too_short", Detail: "Use at least " + w.Param() + " characters."}
	}
	return errs.Field{Pointer: pointer, Code: "invalid", Detail: "This value cannot be used."}
}

func nameFault(pointer string, value any) errs.Field {
	text, _ := value.(string)
	if _, fault := domain.ParseName(pointer, text); fault != nil {
		return *fault
	}
	return errs.Field{Pointer: pointer, Code: "name_invalid", Detail: "This name cannot be used."}
}

// pointerOf turns the validator's NewInvitation.role_ids[2] into /role_ids/2 (RFC 6901).
func pointerOf(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(path)
}
