package store

import "reflect"

// rowsOf gives the single rows of a value that is one row or a list of rows.
func rowsOf(v reflect.Value) []reflect.Value {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return []reflect.Value{v}
	}
	out := make([]reflect.Value, 0, v.Len())
	for i := range v.Len() {
		out = append(out, reflect.Indirect(v.Index(i)))
	}
	return out
}
