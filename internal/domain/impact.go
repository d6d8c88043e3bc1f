package domain

import "github.com/gatehouse-dev/gatehouse/internal/id"

// reach is how far somebody has a permission.
type reach int

const (
	nowhere  reach = iota
	atPlaces       // at their own locations
	allOver        // across the workspace
)

// HolderGroup counts the holders of one role who hold the same other roles, and who are at locations, or are not.
type HolderGroup struct {
	Others []id.Role
	Placed bool
	Users  int64
}

// Shift is a permission with how many people gain or lose it.
type Shift struct {
	Permission Permission
	Users      int64
}

// Impact tells, for the holders of a role that turns into another one, who gains and who loses what: a permission
// counts only for those whose other roles do not give it as far. One that reached across the workspace and is left at
// locations is lost, and the other way round it is gained.
func Impact(before, after Role, roles []Role, groups []HolderGroup) (gains, loses []Shift) {
	byID := make(map[id.Role]Role, len(roles))
	for _, r := range roles {
		byID[r.ID] = r
	}
	gains, loses = []Shift{}, []Shift{}
	for _, p := range before.Grants().Union(after.Grants()) {
		var more, less int64
		for _, g := range groups {
			others := nowhere
			for _, one := range g.Others {
				others = max(others, byID[one].reaches(p, g.Placed))
			}
			was, is := max(others, before.reaches(p, g.Placed)), max(others, after.reaches(p, g.Placed))
			switch {
			case is > was:
				more += g.Users
			case is < was:
				less += g.Users
			}
		}
		if more > 0 {
			gains = append(gains, Shift{p, more})
		}
		if less > 0 {
			loses = append(loses, Shift{p, less})
		}
	}
	return gains, loses
}

func (r Role) reaches(p Permission, placed bool) reach {
	switch {
	case !r.Gives(p):
		return nowhere
	case r.Scope == ScopeWorkspace:
		return allOver
	case placed && p.Local():
		return atPlaces
	}
	return nowhere
}

// GivesEverywhere tells whether one of the roles gives the permission across the workspace.
func GivesEverywhere(roles []Role, p Permission) bool {
	for _, r := range roles {
		if r.reaches(p, false) == allOver {
			return true
		}
	}
	return false
}
