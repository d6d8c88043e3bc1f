package store

import (
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// People are found by any part of their name or address. Both engines keep the groups of three letters of each text.
// PostgreSQL weighs by its statistics whether to look there, or to go through a list in its order until the page is full,
// which is quicker for what many have. SQLite cannot tell, so it is asked first how many have the part. Its groups lag behind
// by some seconds, because to take them in one by one is dear: what is fresh is looked at itself.

// fewHave is up to how many rows are looked up one by one, for a page as for its total, which counts no further. What more
// of them have fills a page soon, unless they all stand at the other end of the list.
const fewHave = page.CountedTo

// groupsAsked bounds how many groups of letters of one text are looked for. The text itself decides in the end.
const groupsAsked = 24

type userFragmentKey struct {
	Number      int64 `gorm:"primaryKey"`
	WorkspaceID id.Workspace
	OwnerID     id.User
	Fresh       bool
}

type userFragment struct{ Search string }

func (userFragment) TableName() string { return "user_fragments" }

type invitationFragmentKey struct {
	Number      int64 `gorm:"primaryKey"`
	WorkspaceID id.Workspace
	OwnerID     id.Invitation
	Fresh       bool
}

type invitationFragment struct{ Search string }

func (invitationFragment) TableName() string { return "invitation_fragments" }

// havingFragment narrows a query to rows in whose search text a text stands, as it is. Key and Group are the tables that
// SQLite keeps of those rows.
func havingFragment[Key any, Group interface{ TableName() string }](tx *Tx, q *gorm.DB, text string) *gorm.DB {
	text = domain.Fold(text)
	if text == "" {
		return q
	}
	q = plannedAnew(tx, q.Where("search LIKE ? ESCAPE '\\'", "%"+escapeLike(text)+"%"))
	groups := groupsOf(text)
	if tx.store.engine == Postgres || groups == "" {
		return q
	}
	having := plain[Group](tx).Select("rowid").Where((*new(Group)).TableName()+" MATCH ?", groups)
	var some []int64
	if err := having.Session(&gorm.Session{}).Limit(fewHave+1).Pluck("rowid", &some).Error; err != nil {
		_ = q.AddError(err)
		return q
	}
	if len(some) > fewHave {
		return q
	}
	return q.Where("(id IN (?) OR id IN (?))", rows[Key](tx).Select("owner_id").Where("fresh"),
		rows[Key](tx).Select("owner_id").Where("number IN (?)", having))
}

// groupsOf gives what SQLite looks for: all groups of three letters of a text, or "" where there is none.
func groupsOf(text string) string {
	letters := []rune(text)
	if len(letters) < 3 || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return ""
	}
	var groups []string
	for i := 0; i+3 <= len(letters) && len(groups) < groupsAsked; i++ {
		groups = append(groups, `"`+strings.ReplaceAll(string(letters[i:i+3]), `"`, `""`)+`"`)
	}
	return strings.Join(groups, " AND ")
}
