package store_test

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm/schema"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// entities has one for every table; the test fails for a table without.
func entities() []any {
	return []any{
		&domain.Installation{}, &domain.Account{}, &domain.Session{}, &domain.UsedToken{}, &domain.PasswordReset{}, &domain.EmailMove{},
		&domain.Workspace{}, &domain.Role{}, &domain.OwnPermission{}, &domain.APIKey{}, &domain.Location{}, &domain.User{}, &domain.UserRole{}, &domain.UserLocation{},
		&domain.Invitation{}, &domain.InvitationToken{}, &domain.AccessRequest{}, &domain.AccessToken{}, &domain.Approval{}, &domain.AuditEvent{}, &domain.AuditHead{}, &domain.Mail{},
		&domain.Import{}, &domain.ImportChunk{}, &domain.ImportRow{}, &domain.Webhook{}, &domain.WebhookDelivery{},
		&domain.LocalMail{}, &domain.MailCount{}, &domain.SigningKey{}, store.KeyEntity(),
	}
}

// The two sets of migrations make the same schema: tables, columns, keys, indexes, references and checks.
func TestBothEnginesHaveTheSameSchema(t *testing.T) {
	same(t, "PostgreSQL beside SQLite", shapeOf(t, testkit.NewSQLite(t)), shapeOf(t, testkit.NewPostgres(t)))
}

// The migrations and the entities say the same: no column without a field, no field without a column, the same kind
// of value, and NULL where, and only where, the field can be absent.
func TestTheSchemaIsWhatTheEntitiesSay(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		got, want := shapeOf(t, d), shape{}
		for _, e := range entities() {
			parsed, err := schema.Parse(e, &sync.Map{}, schema.NamingStrategy{})
			must(t, err)
			as := &table{Columns: map[string]column{}}
			var keys []string
			for _, f := range parsed.Fields {
				as.Columns[f.DBName] = columnOf(f)
				if f.PrimaryKey {
					keys = append(keys, f.DBName)
				}
			}
			as.Primary = strings.Join(keys, ", ")
			if there := got[parsed.Table]; there != nil { // what entities do not say
				as.Indexes, as.Foreign, as.Checks = there.Indexes, there.Foreign, there.Checks
			}
			want[parsed.Table] = as
		}
		same(t, "the database beside the entities", want, got)
	})
}

func columnOf(f *schema.Field) column {
	kind, nullable := f.FieldType, false
	if kind.Kind() == reflect.Pointer {
		kind, nullable = kind.Elem(), true
	}
	switch {
	case f.TagSettings["SERIALIZER"] == "json":
		return column{"text", nullable}
	case kind == reflect.TypeFor[time.Time]():
		return column{"time", nullable}
	case kind == reflect.TypeFor[[]byte]():
		return column{"bytes", true}
	}
	switch kind.Kind() {
	case reflect.String:
		return column{"text", nullable}
	case reflect.Bool:
		return column{"truth", nullable}
	case reflect.Int, reflect.Int64:
		return column{"number", nullable}
	}
	return column{kind.String(), nullable}
}

// Whatever belongs to a workspace says so in its key, and refers to nothing but the same workspace's rows: the
// database itself refuses another workspace's role, place or person.
func TestEveryReferenceStaysInsideItsWorkspace(t *testing.T) {
	s := shapeOf(t, testkit.NewPostgres(t))
	confined := map[string]bool{}
	for name, tab := range s {
		_, confined[name] = tab.Columns["workspace_id"]
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if !confined[name] {
			continue
		}
		if !strings.HasPrefix(s[name].Primary, "workspace_id, ") && name != "invitation_tokens" { // found by its token alone
			t.Errorf("%s: its primary key (%s) does not begin with the workspace", name, s[name].Primary)
		}
		if len(s[name].Foreign) == 0 {
			t.Errorf("%s refers to no workspace", name)
		}
		for _, f := range s[name].Foreign {
			from, to, _ := strings.Cut(f, " -> ")
			target, columns, _ := strings.Cut(to, "(")
			if confined[target] && (!strings.HasPrefix(from, "(workspace_id, ") || !strings.HasPrefix(columns, "workspace_id, ")) {
				t.Errorf("%s refers to %s without the workspace: %s", name, target, f)
			}
		}
	}
	for name, tab := range s {
		for column := range tab.Columns {
			if strings.Contains(column, "workspace") && column != "workspace_id" && name != "audit_events" && name != "mails" {
				t.Errorf("%s.%s: rows of a workspace name it workspace_id, by which the tripwire knows them", name, column)
			}
		}
	}
}

// Whoever deletes a row has the database look for those that refer to it: it finds them by an index that begins so.
func TestEveryReferenceIsFoundByAnIndex(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		for name, tab := range shapeOf(t, d) {
			for _, f := range tab.Foreign {
				from, _, _ := strings.Cut(strings.TrimPrefix(f, "("), ")")
				found := strings.HasPrefix(tab.Primary+",", from+",")
				for _, i := range tab.Indexes {
					_, columns, _ := strings.Cut(i, "(")
					columns, where, _ := strings.Cut(columns, ")")
					found = found || strings.HasPrefix(columns+",", from+",") && (where == "" || strings.HasPrefix(where, " where user_id in"))
				}
				if !found {
					t.Errorf("%s: no index begins with the columns of %s", name, f)
				}
			}
		}
	})
}

// SQLite chooses by the numbers that the migrations gave it: every index has some, and none are left of one that is gone.
func TestEveryIndexOfSQLiteHasItsNumbers(t *testing.T) {
	db := testkit.NewSQLite(t).Plain(t)
	theirs := "name LIKE 'river%' OR tbl_name LIKE 'river%' OR tbl_name LIKE 'goose%' OR tbl_name LIKE '%fragments%'"
	for _, r := range query(t, db, "SELECT name FROM sqlite_master WHERE type = 'index' AND NOT ("+theirs+") EXCEPT SELECT idx FROM sqlite_stat1") {
		t.Errorf("%s: add its numbers to sqlite_stat1, in the migration that makes it", r[0])
	}
	for _, r := range query(t, db, "SELECT idx FROM sqlite_stat1 WHERE idx IS NOT NULL EXCEPT SELECT name FROM sqlite_master WHERE type = 'index'") {
		t.Errorf("%s has numbers, and is gone: delete them in the migration that drops it", r[0])
	}
}

// docs/scaling.md says how the tables would be cut by workspace: it names each one on its side of the cut, and each unique
// index that reaches over it.
func TestTheDocsSayHowTheTablesWouldBeCut(t *testing.T) {
	text, err := os.ReadFile("../../docs/scaling.md")
	must(t, err)
	_, cut, _ := strings.Cut(string(text), "## More than one primary")
	inside, beyond, _ := strings.Cut(cut, "What does not begin so")
	db := testkit.NewPostgres(t).Plain(t)
	for _, r := range query(t, db, "SELECT c.relname, x.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid"+
		" JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace") {
		table, index, first := r[0], r[1], r[2]
		if strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "goose_") {
			continue
		}
		whole := strings.HasSuffix(index, "_pkey")
		where, what := beyond, table
		if whole && first == "workspace_id" {
			where = inside
		} else if !whole && first != "workspace_id" && !strings.Contains(beyond, "`"+table+"`") {
			what = index
		}
		if (whole || first != "workspace_id") && !strings.Contains(where, "`"+what+"`") {
			t.Errorf("%s (%s by %s) is not named on its side of the cut", what, index, first)
		}
	}
}
