package id_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

func TestNewIdsAreDifferentAndRise(t *testing.T) {
	var all []id.User
	for range 2000 {
		one := id.New[id.User]()
		if read, err := id.Parse[id.User](string(one)); err != nil || read != one || one[14] != '7' {
			t.Fatalf("%s: %v", one, err)
		}
		all = append(all, one)
	}
	if !slices.IsSorted(all) || len(slices.Compact(all)) != 2000 {
		t.Error("want 2000 different ids that rise")
	}
}

// An id has one spelling; whatever else is the name of nothing.
func TestAnIdHasOneSpelling(t *testing.T) {
	const one = "0190b3c4-5d6e-7f80-9a0b-c1d2e3f40516"
	if read, err := id.Parse[id.Role](one); err != nil || string(read) != one {
		t.Fatalf("%v", err)
	}
	for _, text := range []string{
		"", "1", strings.ToUpper(one), "{" + one + "}", "urn:uuid:" + one, strings.ReplaceAll(one, "-", ""), one + " ", " " + one,
		one + "\n", one + "0", one[1:], "0190b3c4-5d6e-7f80-9a0b-c1d2e3f4051g", "../" + one, "' OR 1=1 --", strings.Repeat("0", 1<<16), "\x00",
	} {
		read, err := id.Parse[id.Role](text)
		if e := errs.Of(err); read != "" || e == nil || e.Kind != errs.NotFound {
			t.Errorf("%.50q: %q, %v", text, read, err)
		}
	}
}

func TestAListSaysWhichOneIsWrong(t *testing.T) {
	a, b := string(id.New[id.Role]()), string(id.New[id.Role]())
	ids, _, ok := id.ParseAll[id.Role]([]string{a, b})
	if !ok || !slices.Equal(id.Text(ids), []string{a, b}) {
		t.Errorf("%v, %v", ids, ok)
	}
	if ids, bad, ok := id.ParseAll[id.Role]([]string{a, "x", b}); ok || bad != 1 || ids != nil {
		t.Errorf("%v, %d, %v", ids, bad, ok)
	}
	if ids, _, ok := id.ParseAll[id.Role](nil); !ok || ids == nil || len(ids) != 0 {
		t.Errorf("nothing: %v, %v", ids, ok)
	}
}
