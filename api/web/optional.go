package web

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Optional is a member of a merge patch (RFC 7396) in its three states: left out (Set is false), null, or a value.
type Optional[T any] struct {
	Set   bool
	Null  bool
	Value T
}

// UnmarshalJSONFrom reads null or a value. A member that was left out never comes here.
func (o *Optional[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	o.Set = true
	if dec.PeekKind() == 'n' {
		o.Null = true
		return dec.SkipValue()
	}
	return json.UnmarshalDecode(dec, &o.Value)
}

// MarshalJSONTo writes the value, or null.
func (o Optional[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	if o.Null || !o.Set {
		return enc.WriteToken(jsontext.Null)
	}
	return json.MarshalEncode(enc, o.Value)
}

// Pointer gives the value, or nil where there is none to set.
func (o Optional[T]) Pointer() *T {
	if !o.Set || o.Null {
		return nil
	}
	return &o.Value
}

func (o Optional[T]) erased() bool { return o.Null }

func (o Optional[T]) given() any {
	if !o.Set || o.Null {
		return nil
	}
	return &o.Value // a pointer, so that an empty value counts as given
}

// Removable is an Optional that null empties, as a merge patch says.
type Removable[T any] struct{ Optional[T] }

// Pointer gives the value, an empty one for null, or nil where it was left out.
func (o Removable[T]) Pointer() *T {
	if !o.Set {
		return nil
	}
	return &o.Value
}

func (o Removable[T]) erased() bool { return false }
