package apitest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func TestImports(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "A file is checked, started and done, and everybody is invited once", Run: importsPeople},
		{Name: "Each row says what is wrong with it, by column", Run: importFaults},
		{Name: "A file that cannot be read is refused, and nothing is kept", Run: importRefused},
		{Name: "Columns that nobody knows are named by hand", Run: importMapping},
		{Name: "Defaults fill what rows do not say", Run: importDefaults},
		{Name: "A row is mended, and so are those that had its address", Run: importMended},
		{Name: "Cancelling ends it before the next row", Run: importCancelled},
		{Name: "A whole batch is revoked, but for who accepted", Run: importRevoked},
		{Name: "What was true at the check is looked at again when the turn comes", Run: importOvertaken},
		{Name: "Nobody imports above themselves", Run: importCeiling},
		{Name: "What comes out as a file goes in again", Run: importRoundTrip},
		{Name: "Starting, cancelling and uploading twice is one effect", Run: importTwice},
		{Name: "Whoever goes is forgotten in the rows", Run: importForgets},
	}, "GATEHOUSE_BULK_MAIL_RATE=1000")
}

// upload sends a file.
func upload(w *apitest.Workspace, by apitest.Person, text string, headers ...string) apitest.Answer {
	return w.API.Call("POST", w.Path+"/imports?file_name=staff.csv", by.Token, text, append(headers, "Content-Type", "text/csv")...)
}

// checked uploads a file and waits until it was checked.
func checked(t *testing.T, w *apitest.Workspace, by apitest.Person, text string) apitest.Answer {
	t.Helper()
	made := w.API.Want(upload(w, by, text), 201, "")
	return settled(t, w, by, made.Text("id"))
}

// settled waits until nothing works at an import.
func settled(t *testing.T, w *apitest.Workspace, by apitest.Person, one string) apitest.Answer {
	t.Helper()
	var now apitest.Answer
	apitest.Eventually(t, 30*time.Second, "the import settles", func() bool {
		now = w.API.Want(w.API.Call("GET", w.Path+"/imports/"+one, by.Token, nil), 200, "")
		s := now.Text("state")
		return s != "checking" && s != "running" && s != "revoking"
	})
	return now
}

// ran starts an import and waits for its end.
func ran(t *testing.T, w *apitest.Workspace, by apitest.Person, i apitest.Answer) apitest.Answer {
	t.Helper()
	w.API.Want(act(w, by, i, "start"), 200, "")
	return settled(t, w, by, i.Text("id"))
}

func act(w *apitest.Workspace, by apitest.Person, i apitest.Answer, verb string, headers ...string) apitest.Answer {
	return w.API.Call("POST", w.Path+"/imports/"+i.Text("id")+"/"+verb, by.Token, nil, headers...)
}

// rowsOf gives the rows of an import as number:verdict:codes.
func rowsOf(w *apitest.Workspace, i apitest.Answer, query string) []string {
	page := w.API.Want(w.API.Call("GET", w.Path+"/imports/"+i.Text("id")+"/rows"+query, w.Admin.Token, nil), 200, "")
	out := []string{}
	for _, r := range page.List("data") {
		codes := []string{}
		for _, p := range apitest.At(r, "problems").([]any) {
			codes = append(codes, fmt.Sprint(apitest.At(p, "column"), "/", apitest.At(p, "code")))
		}
		line := fmt.Sprint(apitest.At(r, "number"), " ", apitest.At(r, "verdict"))
		if o := apitest.At(r, "outcome"); o != nil {
			line += fmt.Sprint(" ", o)
		}
		out = append(out, strings.TrimSpace(line+" "+strings.Join(codes, " ")))
	}
	return out
}

func wantRows(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("rows are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func wantState(t *testing.T, i apitest.Answer, state string, numbers map[string]int) {
	t.Helper()
	if i.Text("state") != state {
		t.Fatalf("the import is %s, want %s", i.Body, state)
	}
	for name, want := range numbers {
		at := apitest.At(i.JSON, name)
		if at == nil {
			at = apitest.At(i.JSON, "counts", name)
		}
		if fmt.Sprint(at) != fmt.Sprint(want) {
			t.Errorf("%s is %v, want %d: %s", name, at, want, i.Body)
		}
	}
}

func table(lines ...string) string {
	return "email,name,role,location,message\r\n" + strings.Join(lines, "\r\n") + "\r\n"
}

func importsPeople(t *testing.T, w *apitest.Workspace) {
	w.NewLocation("Perth")
	ana, bo := apitest.Address("ana"), apitest.Address("bo")
	var i apitest.Answer
	w.Records(func() {
		i = checked(t, w, w.Admin, table(ana+",Ana Souza,Member,Perth,Welcome!", "\""+strings.ToUpper(bo)+"\",,member|Approver,,"))
	}, "import.created", "import.checked")
	wantState(t, i, "ready", map[string]int{"total": 2, "valid": 2, "invalid": 0, "done_rows": 0})
	if n := w.API.Count("invitations", "workspace_id = '"+w.ID+"'"); n != 0 {
		t.Fatalf("%d are invited before the start", n)
	}
	got := w.Recorded(func() { i = ran(t, w, w.Admin, i) })
	want := "import.started account.created account.created user.invited user.invited approval.requested approval.requested import.done"
	if strings.Join(got, " ") != want {
		t.Errorf("recorded %v, want %s", got, want)
	}
	wantState(t, i, "done", map[string]int{"done_rows": 2, "failed_rows": 0})
	wantRows(t, rowsOf(w, i, ""), "1 valid invited", "2 valid invited")
	for _, address := range []string{ana, bo} {
		letter := w.API.AwaitLetters(address, "invited", 1)[0]
		w.API.Want(w.API.Accept(letter.Token()), 200, "")
	}
	users := w.API.Want(w.API.Call("GET", w.Path+"/users?status=pending_approval&sort=email", w.Admin.Token, nil), 200, "").List("data")
	if len(users) != 2 || apitest.At(users[0], "name") != "Ana Souza" || apitest.At(users[1], "name") != strings.Split(bo, "@")[0] {
		t.Errorf("users are %v", users)
	}
	if roles := apitest.At(users[1], "roles").([]any); len(roles) != 2 {
		t.Errorf("roles are %v", roles)
	}
	if at := apitest.At(users[0], "locations").([]any); len(at) != 1 || apitest.At(at[0], "name") != "Perth" {
		t.Errorf("locations are %v", at)
	}
	entry := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?action=user.invited&limit=1", w.Admin.Token, nil), 200, "").List("data")[0]
	if apitest.At(entry, "changes", "import_id", "to") != i.Text("id") || apitest.At(entry, "actor", "id") != w.Admin.UserID {
		t.Errorf("the entry of a person does not name the import, and who started it: %v", entry)
	}
	w.API.CheckInvariants(w)
}

func importFaults(t *testing.T, w *apitest.Workspace) {
	member := w.Member("Mia Member", "Member")
	invited, _ := w.Invite("Ina Invited", "Member")
	one := apitest.Address("one")
	i := checked(t, w, w.Admin, table(
		one+",One,Member,,",
		"not an address,Two,Member,,",
		",Three,Member,,",
		" "+strings.ToUpper(one)+" ,Four,Member,,",
		apitest.Address("five")+",Five,Flete|Member,Nowhere,",
		apitest.Address("six")+",\"Six\tSeven\",Member,,"+strings.Repeat("x", 1001),
		member.Email+",Mia,Member,,",
		invited.Email+",Ina,Member,,",
		apitest.Address("nine")+",Nine,,,",
		apitest.Address("ten")+",Te\"n,Member,,",
		apitest.Address("elf")+",Elf,Member,,,,too many",
		"=cmd|' /C calc'!A0,Twelve,Member,,",
		apitest.Address("dreizehn")+",Dr\x00,Member,,",
	))
	wantState(t, i, "ready", map[string]int{"total": 13, "valid": 1, "invalid": 9, "duplicate": 1, "already_member": 1, "already_invited": 1})
	wantRows(t, rowsOf(w, i, ""),
		"1 valid", "2 invalid email/email_invalid", "3 invalid email/required", "4 duplicate email/duplicate",
		"5 invalid role/role_unknown location/location_unknown", "6 invalid name/name_invalid message/too_long",
		"7 already_member email/already_member", "8 already_invited email/already_invited", "9 invalid role/required",
		"10 invalid row/malformed", "11 invalid row/malformed", "12 invalid email/email_invalid", "13 invalid row/malformed")
	wantRows(t, rowsOf(w, i, "?problem=role_unknown"), "5 invalid role/role_unknown location/location_unknown")
	wantRows(t, rowsOf(w, i, "?verdict=duplicate&verdict=already_member"), "4 duplicate email/duplicate", "7 already_member email/already_member")
	wantRows(t, rowsOf(w, i, "?q=INVITED"), "8 already_invited email/already_invited")
	if n := apitest.At(i.JSON, "problems", "malformed"); fmt.Sprint(n) != "3" {
		t.Errorf("problems are %v", i.JSON["problems"])
	}
	i = ran(t, w, w.Admin, i)
	wantState(t, i, "done", map[string]int{"done_rows": 1, "failed_rows": 0})
	w.API.CheckInvariants(w)
}

func importRefused(t *testing.T, w *apitest.Workspace) {
	w.API.ChangesNothing(func() {
		for _, c := range []struct {
			text   string
			status int
			code   string
			field  string
		}{
			{"", 422, "validation_failed", "file_empty"},
			{"\r\n \r\n", 422, "validation_failed", "file_empty"},
			{"email,name\r\n", 422, "validation_failed", "file_no_rows"},
			{"PK\x03\x04" + strings.Repeat("\x00", 100), 415, "unsupported_media_type", ""},
			{"\x1f\x8b\x08\x00abc", 415, "unsupported_media_type", ""},
			{"email\r\n\"ana@x.org\r\nbo@y.org\r\n", 422, "validation_failed", "quote_open"},
			{"email\r\n" + strings.Repeat("a", 2<<20), 422, "validation_failed", "row_too_long"},
			{"em\"ail\r\na@x.org\r\n", 422, "validation_failed", "file_header"},
			{"email\r\n" + strings.Repeat("a@x.org\n", domain.MaxImportRows+1), 413, "body_too_large", ""},
			{strings.Repeat("a@x.org,A\n", domain.MaxImportBytes/10+1), 413, "body_too_large", ""},
		} {
			a := w.API.Want(upload(w, w.Admin, c.text), c.status, c.code)
			if c.field != "" && apitest.At(a.List("errors")[0], "code") != c.field {
				w.API.Want(a, 0, c.field)
			}
		}
		for _, kind := range []string{"application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"} {
			w.API.Want(w.API.Call("POST", w.Path+"/imports", w.Admin.Token, "email\na@x.org\n", "Content-Type", kind), 415, "unsupported_media_type")
		}
		w.API.Want(w.API.Call("POST", w.Path+"/imports", w.Admin.Token, "email\na@x.org\n", "Content-Type", "text/csv", "Content-Encoding", "gzip"), 415, "unsupported_media_type")
		w.API.Want(w.API.Call("POST", w.Path+"/imports?file_name=a%0ab", w.Admin.Token, "email\na@x.org\n", "Content-Type", "text/csv"), 422, "validation_failed")
	})
	checked(t, w, w.Admin, "email\r\n"+strings.Repeat("a@x.org\n", 10))
}

func importMapping(t *testing.T, w *apitest.Workspace) {
	i := checked(t, w, w.Admin, "Kontakt;Wer;Was\n"+apitest.Address("ana")+";Ana;Member\n")
	wantState(t, i, "mapping", map[string]int{"total": 1})
	path := w.Path + "/imports/" + i.Text("id")
	w.API.ChangesNothing(func() {
		w.API.Want(act(w, w.Admin, i, "start"), 409, "import_not_ready")
		w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"mapping": map[string]any{"email": "Kontaktt"}}), 422, "validation_failed")
		w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"mapping": map[string]any{"name": "Wer"}}), 422, "validation_failed")
		w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"mapping": map[string]any{"email": "Kontakt"}}, "If-Match", `"v99-00"`), 412, "precondition_failed")
	})
	mapping := map[string]any{"email": "Kontakt", "name": "Wer", "role": "Was"}
	w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"mapping": mapping}), 200, "")
	i = settled(t, w, w.Admin, i.Text("id"))
	wantState(t, i, "ready", map[string]int{"valid": 1})
	w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"mapping": map[string]any{"role": nil}}), 200, "")
	i = settled(t, w, w.Admin, i.Text("id"))
	wantState(t, i, "ready", map[string]int{"valid": 0, "invalid": 1})
	wantRows(t, rowsOf(w, i, ""), "1 invalid role/required")

	bare := checked(t, w, w.Admin, apitest.Address("ben")+"\n"+apitest.Address("cy")+"\n")
	wantState(t, bare, "ready", map[string]int{"total": 2, "invalid": 2})
}

func importDefaults(t *testing.T, w *apitest.Workspace) {
	perth := w.NewLocation("Perth")
	i := checked(t, w, w.Admin, "mail\n"+apitest.Address("ana")+"\n"+apitest.Address("bo")+"\n")
	wantState(t, i, "ready", map[string]int{"invalid": 2})
	path := w.Path + "/imports/" + i.Text("id")
	w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"defaults": map[string]any{"role_ids": []string{perth}}}), 422, "validation_failed")
	w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"defaults": map[string]any{
		"role_ids": []string{w.Role("Member")}, "location_ids": []string{perth}, "message": "Hello from Perth", "locale": "en",
	}}), 200, "")
	i = settled(t, w, w.Admin, i.Text("id"))
	wantState(t, i, "ready", map[string]int{"valid": 2})
	i = ran(t, w, w.Admin, i)
	wantState(t, i, "done", map[string]int{"done_rows": 2})
	at := w.API.Want(w.API.Call("GET", w.Path+"/users?location_id="+perth, w.Admin.Token, nil), 200, "").List("data")
	sent := w.API.Want(w.API.Call("GET", w.Path+"/invitations", w.Admin.Token, nil), 200, "").List("data")
	if len(at) != 2 || apitest.At(sent[0], "message") != "Hello from Perth" || apitest.At(sent[0], "locale") != "en" {
		t.Errorf("got %v and %v", at, sent)
	}
}

func importMended(t *testing.T, w *apitest.Workspace) {
	ana, bo := apitest.Address("ana"), apitest.Address("bo")
	i := checked(t, w, w.Admin, table(ana+",Ana,Member,,", ana+",Bo,Member,,", ana+",Cy,Member,,", "nonsense,Di,Membre,,", "x\"y"))
	path := w.Path + "/imports/" + i.Text("id") + "/rows/"
	mend := func(row int, cells map[string]any) {
		t.Helper()
		w.API.Want(w.API.Call("PATCH", fmt.Sprint(path, row), w.Admin.Token, cells), 200, "")
	}
	wantRows(t, rowsOf(w, i, ""), "1 valid", "2 duplicate email/duplicate", "3 duplicate email/duplicate", "4 invalid email/email_invalid role/role_unknown", "5 invalid row/malformed")
	mend(1, map[string]any{"email": bo})
	wantRows(t, rowsOf(w, i, ""), "1 valid", "2 valid", "3 duplicate email/duplicate", "4 invalid email/email_invalid role/role_unknown", "5 invalid row/malformed")
	mend(1, map[string]any{"email": ana})
	mend(3, map[string]any{"email": bo, "name": "Bo"})
	mend(4, map[string]any{"email": apitest.Address("di"), "role": "Member"})
	mend(5, map[string]any{"email": apitest.Address("ed"), "role": "Member"})
	wantRows(t, rowsOf(w, i, ""), "1 valid", "2 duplicate email/duplicate", "3 valid", "4 valid", "5 valid")
	i = settled(t, w, w.Admin, i.Text("id"))
	wantState(t, i, "ready", map[string]int{"valid": 4, "invalid": 0, "duplicate": 1})
	w.API.Want(w.API.Call("PATCH", path+"6", w.Admin.Token, map[string]any{"name": "x"}), 404, "not_found")
	w.API.Want(w.API.Call("PATCH", path+"01", w.Admin.Token, map[string]any{"name": "x"}), 404, "not_found")
	i = ran(t, w, w.Admin, i)
	wantState(t, i, "done", map[string]int{"done_rows": 4})
	w.API.Want(w.API.Call("PATCH", path+"2", w.Admin.Token, map[string]any{"name": "x"}), 409, "import_ended")
}

// many makes the lines of so many people.
func many(n int) []string {
	lines := make([]string, n)
	for at := range lines {
		lines[at] = apitest.Address(fmt.Sprint("p", at)) + ",Person " + fmt.Sprint(at) + ",Member,,"
	}
	return lines
}
