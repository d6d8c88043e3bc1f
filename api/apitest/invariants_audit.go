package apitest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// entriesOfPeople: one entry for each coming and going, and none without (I5).
func entriesOfPeople(h held) []string {
	users := byID(h.users)
	invited, removed := h.ofType("user.invited", target), h.ofType("user.removed", target)
	activated := h.ofType("user.activated", target)
	faults := slices.Concat(
		twice("I5: user.invited of one user", invited), twice("I5: user.removed of one user", removed),
		twice("I5: user.activated of one user", activated),
		twice("I5: user.accepted of one user", h.ofType("user.accepted", target)),
		twice("I5: workspace.created of one workspace", h.ofType("workspace.created", target)),
	)
	for id := range invited {
		if _, here := users[id]; here == (removed[id] == 1) {
			faults = append(faults, fmt.Sprintf("I5: %s was invited, is there: %t, user.removed: %d", id, here, removed[id]))
		}
	}
	for id := range removed {
		if _, here := users[id]; here {
			faults = append(faults, "I5: "+id+" was removed and is there")
		}
	}
	for id, u := range users {
		in := u["status"] == "active" || u["status"] == "suspended"
		if in != (activated[id] == 1) {
			faults = append(faults, fmt.Sprintf("I5: %s is %s with %d entries user.activated", id, u["status"], activated[id]))
		}
	}
	return faults
}

// entriesOfInvitations: what happened to an invitation is what its entries say (I5).
func entriesOfInvitations(h held) []string {
	byInvitation := func(e event) string { return e.to("invitation_id") }
	made, taken := h.ofType("user.invited", byInvitation), h.ofType("user.accepted", byInvitation)
	resent, revoked := h.ofType("invitation.resent", target), h.ofType("invitation.revoked", target)
	declined, expired := h.ofType("invitation.declined", target), h.ofType("invitation.expired", target)
	faults := slices.Concat(twice("I5: user.invited of one invitation", made), twice("I5: invitation.revoked", revoked))
	fault := func(text string, args ...any) { faults = append(faults, fmt.Sprintf(text, args...)) }
	for _, i := range h.invitations {
		id := i["id"]
		if made[id] != 1 {
			fault("I5: invitation %s has %d entries of its making", id, made[id])
		}
		if got := fmt.Sprint(resent[id] + 1); got != i["generation"] {
			fault("I5: invitation %s is at generation %s with %d entries of resending", id, i["generation"], resent[id])
		}
		for status, entries := range map[string]int{
			"accepted": taken[id], "revoked": revoked[id], "declined": declined[id], "expired": expired[id],
		} {
			if i["status"] == status && entries == 0 {
				fault("I5: invitation %s is %s and no entry says so", id, status)
			}
		}
		if i["status"] != "accepted" && taken[id] > 0 {
			fault("I5: an entry says that invitation %s was accepted; it is %s", id, i["status"])
		}
		if i["status"] != "revoked" && revoked[id] > 0 {
			fault("I5: an entry says that invitation %s was revoked; it is %s", id, i["status"])
		}
	}
	return faults
}

// entriesOfApprovals: each request was asked once and decided once at most, as its entries say (I5).
func entriesOfApprovals(h held) []string {
	var faults []string
	asked := h.ofType("approval.requested", target)
	said := map[string][]string{}
	for _, e := range h.events {
		kind, state, _ := strings.Cut(e.row["type"], ".")
		if kind == "approval" && state != "requested" && state != "reminded" {
			said[target(e)] = append(said[target(e)], state)
		}
	}
	for _, a := range h.approvals {
		if n := asked[a["id"]]; n != 1 {
			faults = append(faults, fmt.Sprintf("I5: approval %s has %d entries of its asking", a["id"], n))
		}
		want := []string{a["state"]}
		if a["state"] == "pending" {
			want = nil
		}
		if !slices.Equal(said[a["id"]], want) {
			faults = append(faults, fmt.Sprintf("I5: approval %s is %s and its entries say %v", a["id"], a["state"], said[a["id"]]))
		}
	}
	if len(asked) != len(h.approvals) {
		faults = append(faults, fmt.Sprintf("I5: %d approvals, %d were asked for", len(h.approvals), len(asked)))
	}
	return faults
}

// chained: the entries of a workspace are numbered from 1 without a gap, each with its hash (I5).
func chained(h held) []string {
	numbers := map[string]map[string]bool{}
	var faults []string
	for _, e := range h.events {
		scope := e.row["for_workspace"]
		if numbers[scope] == nil {
			numbers[scope] = map[string]bool{}
		}
		numbers[scope][e.row["sequence"]] = true
		if e.row["hash"] == "" {
			faults = append(faults, "I5: the entry "+e.row["id"]+" is in no chain")
		}
	}
	for scope, seen := range numbers {
		for n := range len(seen) {
			if !seen[strconv.Itoa(n+1)] {
				faults = append(faults, fmt.Sprintf("I5: the log of %q has %d entries and no number %d", scope, len(seen), n+1))
			}
		}
	}
	return faults
}

// entriesOfAccounts: accounts and sessions come and go with their entries (I5).
func entriesOfAccounts(h held) []string {
	accounts := byID(h.accounts)
	made, gone := h.ofType("account.created", target), h.ofType("account.deleted", target)
	begun := h.ofType("session.created", func(e event) string { return e.to("session_id") })
	faults := slices.Concat(
		twice("I5: account.created", made), twice("I5: account.deleted", gone), twice("I5: session.created", begun),
		twice("I5: session.revoked", h.ofType("session.revoked", func(e event) string { return e.to("session_id") })),
	)
	for id := range made {
		if _, here := accounts[id]; here == (gone[id] == 1) {
			faults = append(faults, fmt.Sprintf("I5: account %s was made, is there: %t, account.deleted: %d", id, here, gone[id]))
		}
	}
	sessions := byID(h.sessions)
	for id := range sessions {
		if begun[id] != 1 {
			faults = append(faults, fmt.Sprintf("I5: session %s has %d entries of its beginning", id, begun[id]))
		}
	}
	for _, e := range h.events {
		if _, here := accounts[target(e)]; e.row["type"] == "session.created" && here && sessions[e.to("session_id")] == nil {
			faults = append(faults, "I5: an entry says that session "+e.to("session_id")+" began; it is not there")
		}
	}
	return faults
}
