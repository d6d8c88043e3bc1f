package store

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// GORM brackets a condition written as text only where it finds AND or OR between two spaces in it. Whatever else
// can end the bracket, hide what follows, or begin a query of its own is refused; values belong behind a ?.
var (
	anyOr    = regexp.MustCompile(`\bOR\b`)
	anyQuery = regexp.MustCompile(`\b(SELECT|UNION|EXCEPT|INTERSECT)\b|--|/\*|;`)
)

// soundStatement looks at all text of a statement that somebody wrote by hand.
func soundStatement(s *gorm.Statement) bool {
	for _, text := range slices.Concat(s.Selects, s.Omits) {
		if !soundText(text) {
			return false
		}
	}
	for _, j := range s.Joins {
		// The other table's rows have to be matched by workspace, too.
		tied := confinedBy(s.Schema) == "workspace_id" && strings.Contains(j.Name, "workspace_id")
		if !tied || j.On != nil || j.Expression != nil || !soundText(j.Name) || !sound(j.Conds) {
			return false
		}
	}
	for _, c := range s.Clauses {
		if !sound(c.Expression) {
			return false
		}
	}
	return sound(s.Dest)
}

// redirected tells of clauses that name another table than the entity's.
func redirected(s *gorm.Statement) bool {
	if from, ok := s.Clauses["FROM"].Expression.(clause.From); ok && (len(from.Tables) > 0 || len(from.Joins) > 0) {
		return true
	}
	if into, ok := s.Clauses["INSERT"].Expression.(clause.Insert); ok && into.Table.Name != "" {
		return true
	}
	if what, ok := s.Clauses["UPDATE"].Expression.(clause.Update); ok && what.Table.Name != "" {
		return true
	}
	return false
}

// sound tells whether a condition or value keeps to its place. A subquery that GORM builds is checked where it is
// built; one in raw SQL would not be.
func sound(v any) bool {
	switch v := v.(type) {
	case *gorm.DB:
		return v.Statement.SQL.Len() == 0
	case clause.Expr:
		return soundText(v.SQL) && soundAll(v.Vars)
	case clause.NamedExpr:
		return soundText(v.SQL) && soundAll(v.Vars)
	case clause.Where:
		return soundAll(v.Exprs)
	case clause.AndConditions:
		return soundAll(v.Exprs)
	case clause.OrConditions:
		return soundAll(v.Exprs)
	case clause.NotConditions:
		return soundAll(v.Exprs)
	case clause.GroupBy:
		return soundAll(v.Having)
	case clause.OrderBy:
		return sound(v.Expression) && soundColumns(v.Columns)
	case clause.Eq:
		return sound(v.Value)
	case clause.Neq:
		return sound(v.Value)
	case clause.IN:
		return soundAll(v.Values)
	case []any:
		return soundAll(v)
	case []map[string]any:
		return soundAll(v)
	case *[]map[string]any:
		return soundAll(*v)
	case *map[string]any:
		return sound(*v)
	case map[string]any:
		for _, one := range v {
			if !sound(one) {
				return false
			}
		}
	}
	return true
}

func soundAll[T any](list []T) bool {
	for _, one := range list {
		if !sound(one) {
			return false
		}
	}
	return true
}

func soundColumns(list []clause.OrderByColumn) bool {
	for _, one := range list {
		if !soundText(one.Column.Name) {
			return false
		}
	}
	return true
}

// judged are the verdicts on texts that were looked at: the house writes a few hundred of them, again and again.
var judged = struct { //nolint:gochecknoglobals // a verdict depends on the text alone
	sync.Mutex
	of map[string]bool
}{of: map[string]bool{}}

// judgedAtMost bounds them, should somebody write texts that differ each time.
const judgedAtMost = 2_000

func soundText(text string) bool {
	judged.Lock()
	defer judged.Unlock()
	verdict, known := judged.of[text]
	if !known {
		verdict = judge(text)
		if len(judged.of) >= judgedAtMost {
			clear(judged.of)
		}
		judged.of[text] = verdict
	}
	return verdict
}

func judge(text string) bool {
	upper := strings.ToUpper(text)
	if anyQuery.MatchString(upper) || !balanced(upper) {
		return false
	}
	bracketed := strings.Contains(upper, clause.OrWithSpace) || strings.Contains(upper, clause.AndWithSpace)
	return bracketed || !anyOr.MatchString(upper)
}

func balanced(text string) bool {
	depth := 0
	for _, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
