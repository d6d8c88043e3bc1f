package store

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"gorm.io/gorm/schema"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// standingRow is one row of the standing query: one for each role of the user, or one without a role.
type standingRow struct {
	S domain.Session   `gorm:"embedded;embeddedPrefix:s_"`
	A domain.Account   `gorm:"embedded;embeddedPrefix:a_"`
	W domain.Workspace `gorm:"embedded;embeddedPrefix:w_"`
	U domain.User      `gorm:"embedded;embeddedPrefix:u_"`
	R domain.Role      `gorm:"embedded;embeddedPrefix:r_"`
	L string           `gorm:"column:l_ids"` // the user's locations, separated by commas
	M bool             `gorm:"column:m_open"`
}

// placeRow is one row of the question for somebody's places: one for each role there, or one without a role.
type placeRow struct {
	W domain.Workspace `gorm:"embedded;embeddedPrefix:w_"`
	U domain.User      `gorm:"embedded;embeddedPrefix:u_"`
	R domain.Role      `gorm:"embedded;embeddedPrefix:r_"`
	L string           `gorm:"column:l_ids"`
	O string           `gorm:"column:own_names"` // the permissions of the workspace's own app, separated by commas
}

// standingTexts are the questions of the gate, the hottest statements of all. They are written once, when the store opens:
// the columns of an entity are told by reflection.
type standingTexts struct{ account, place, user, keyByHash, keyByID, places, holder, asker, invitee, holdings string }

func newStandingTexts(engine Engine) standingTexts {
	session, account := columns[domain.Session](engine, "s"), columns[domain.Account](engine, "a")
	where := whereabouts(engine)
	there := columns[domain.Workspace](engine, "w") + ", " + columns[domain.User](engine, "u") + ", " + columns[domain.Role](engine, "r") + ", " + where
	place := account + ", " + there
	key := "SELECT " + columns[domain.APIKey](engine, "k") + ", " + columns[domain.APIKey](engine, "m") + ", " + there + keyJoins
	texts := standingTexts{
		holdings: holdingsText(engine), // bound once it is known how many roles are asked for
		account: "SELECT " + session + ", " + account + ", EXISTS (SELECT 1 FROM email_moves m WHERE m.account_id = a.id) AS m_open" +
			" FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.id = ? AND s.account_id = ?",
		place: "SELECT " + session + ", " + place + " FROM sessions s JOIN accounts a ON a.id = s.account_id" +
			" JOIN users u ON u.account_id = a.id AND u.workspace_id = ?" + placeJoins + " WHERE s.id = ? AND s.account_id = ?",
		user: "SELECT " + place + " FROM users u JOIN accounts a ON a.id = u.account_id" + placeJoins +
			" WHERE u.workspace_id = ? AND u.id = ?",
		keyByHash: key + " WHERE (k.workspace_id, k.id) = (" + keyOfHash + ")",
		keyByID:   key + " WHERE k.workspace_id = ? AND k.id = ?",
		holder: "SELECT " + columns[domain.User](engine, "u") + ", " + columns[domain.Role](engine, "r") + ", " + where + " FROM users u" + rolesOfUser +
			" WHERE u.workspace_id = ? AND u.id = ?",
		places: "SELECT " + there + ", (SELECT coalesce(" + joined(engine, "p.permission") + ", '') FROM permissions p" +
			" WHERE p.workspace_id = u.workspace_id) AS own_names FROM users u" + placeJoins +
			" WHERE u.account_id = ? ORDER BY u.created_at, u.id, r.built_in DESC, r.name_key",
		asker: askerText(engine), invitee: inviteeText(engine),
	}
	for _, text := range []*string{&texts.account, &texts.place, &texts.user, &texts.keyByHash, &texts.keyByID, &texts.places, &texts.holder, &texts.asker, &texts.invitee} {
		*text = bound(engine, *text)
	}
	return texts
}

// StandingOf reads session and account of a principal; found is false where either is gone.
func (db *DB) StandingOf(ctx context.Context, p authz.Principal) (authz.Standing, bool, error) {
	return db.standing(ctx, db.texts.account, p.Session, p.Account)
}

// StandingIn reads, in one statement, everything the gate decides on; found is false where session, account
// or place do not exist.
func (db *DB) StandingIn(ctx context.Context, p authz.Principal, ws id.Workspace) (authz.Standing, bool, error) {
	return db.standing(ctx, db.texts.place, ws, p.Session, p.Account)
}

// StandingOfUser reads the same for work that goes on without a session; found is false where the place does not exist.
func (db *DB) StandingOfUser(ctx context.Context, u id.User, ws id.Workspace) (authz.Standing, bool, error) {
	return db.standing(ctx, db.texts.user, ws, u)
}

// holderRows reads, in one statement of the transaction, how somebody stands here. The workspace is the predicate.
func (tx *Tx) holderRows(u id.User) ([]placeRow, error) {
	if a := tx.takeAhead(); a.user == u {
		return a.own, nil
	}
	found, err := fetch[placeRow](tx.ctx, tx.db, tx.store.texts.holder, string(tx.ledger.scope), u)
	if err != nil {
		return nil, fmt.Errorf("read how somebody stands: %w", err)
	}
	return found, nil
}

// placeRows reads every place of an account, for PlacesOf.
func (tx *Tx) placeRows(account id.Account) ([]placeRow, error) {
	return recalledIn[placeRow](tx, tx.store.texts.places, account)
}

const placeJoins = " JOIN workspaces w ON w.id = u.workspace_id" + rolesOfUser

// rolesOfUser joins the roles of the user u, if there are any.
const rolesOfUser = " LEFT JOIN user_roles ur ON ur.workspace_id = u.workspace_id AND ur.user_id = u.id" +
	" LEFT JOIN roles r ON r.workspace_id = ur.workspace_id AND r.id = ur.role_id"

// whereabouts is the column l_ids: the locations of the user u, as locationList reads them.
func whereabouts(engine Engine) string {
	return "(SELECT coalesce(" + joined(engine, "ul.location_id") + ", '') FROM user_locations ul" +
		" WHERE ul.workspace_id = u.workspace_id AND ul.user_id = u.id) AS l_ids"
}

// locationList reads the ids of l_ids.
func locationList(text string) []id.Location { return listOf[id.Location](text) }

// listOf reads what joined has put together.
func listOf[T ~string](text string) []T {
	var list []T
	for one := range strings.SplitSeq(text, ",") {
		if one != "" {
			list = append(list, T(one))
		}
	}
	return list
}

func (db *DB) standing(ctx context.Context, text string, args ...any) (authz.Standing, bool, error) {
	found, err := recalled[standingRow](ctx, db, db.reader, text, args...)
	if err != nil {
		return authz.Standing{}, false, translate(err)
	}
	if len(found) == 0 {
		return authz.Standing{}, false, nil
	}
	first := found[0]
	s := authz.Standing{Session: first.S, Account: first.A, Moving: first.M, Workspace: first.W, User: first.U, Locations: locationList(first.L)}
	for _, row := range found {
		if row.R.ID != "" {
			s.Roles = append(s.Roles, row.R)
		}
	}
	return s, true, nil
}

// joined is the engine's word for the values of a column in one text, separated by commas.
func joined(engine Engine, column string) string {
	if engine == Postgres {
		return "string_agg(" + column + "::text, ',')"
	}
	return "group_concat(" + column + ", ',')"
}

// entity is what GORM reads out of a type, for the texts that are written when the store opens.
func entity[T any]() *schema.Schema {
	parsed, err := schema.Parse(new(T), &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		panic(err) //nolint:forbidigo // an entity that GORM cannot read; every test would fail
	}
	return parsed
}

// columns lists the columns of an entity, each named alias_column where there is an alias. SQLite keeps a time as a text, which
// its driver takes apart in one form after the other where it sees the column itself; of an expression it gives the text, and
// cells know in which form it was written.
func columns[T any](engine Engine, alias string) string {
	return strings.Join(columnList[T](engine, alias), ", ")
}

func columnList[T any](engine Engine, alias string) []string {
	parsed := entity[T]()
	list := make([]string, 0, len(parsed.DBNames))
	for _, name := range parsed.DBNames {
		column, as := name, name
		if alias != "" {
			column, as = alias+"."+name, alias+"_"+name
		}
		if engine == SQLite && parsed.FieldsByDBName[name].DataType == schema.Time {
			column = "+" + column
		}
		if column != as {
			column += " AS " + as
		}
		list = append(list, column)
	}
	return list
}

// ahead is how somebody stands, asked for with the row of the workspace: for the next one who asks, and for nobody after it.
type ahead struct {
	key   id.APIKey
	byKey []keyStandingRow
	user  id.User
	own   []placeRow
}

// standingOf asks for what HolderNow or KeyHolderNow give of whoever came with a pass.
func (tx *Tx) standingOf(pass authz.Pass) asking {
	a := &ahead{}
	tx.ledger.ahead = a
	scope := string(tx.ledger.scope)
	if k, ok := pass.Key(); ok {
		a.key = k.ID
		return fetches(tx.db, &a.byKey, tx.store.texts.keyByID, scope, a.key)
	}
	a.user = pass.User().ID
	return fetches(tx.db, &a.own, tx.store.texts.holder, scope, a.user)
}

// takeAhead gives what was asked ahead, once.
func (tx *Tx) takeAhead() ahead {
	a := tx.ledger.ahead
	tx.ledger.ahead = nil
	if a == nil || !tx.holdsPlace() {
		return ahead{}
	}
	return *a
}
