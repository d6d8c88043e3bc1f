package apitest

import (
	"fmt"
	"slices"
)

// onePlaceEach: one place per workspace and address, one address per account, one live offer per address (I1).
func onePlaceEach(h held) []string {
	accounts := byID(h.accounts)
	faults := slices.Concat(
		twice("I1: users of one address", tally(h.users, func(u row) string { return u["workspace_id"] + " " + u["email"] })),
		twice("I1: users of one account", tally(h.users, func(u row) string { return u["workspace_id"] + " " + u["account_id"] })),
		twice("I1: accounts of one address", tally(h.accounts, func(a row) string { return a["email"] })),
		twice("I1: live invitations of one address", tally(h.invitations, func(i row) string {
			if i["status"] != "pending" {
				return ""
			}
			return i["workspace_id"] + " " + i["email"]
		})),
		twice("I1: people who accepted one invitation", h.ofType("user.accepted", func(e event) string { return e.to("invitation_id") })),
	)
	places := tally(h.users, func(u row) string { return u["account_id"] })
	for _, u := range h.users {
		if accounts[u["account_id"]]["email"] != u["email"] {
			faults = append(faults, "I1: the user "+u["id"]+" has another address than their account")
		}
	}
	for id := range accounts {
		if places[id] == 0 && h.founders[id] == 0 {
			faults = append(faults, "I1: the account "+id+" has no place and was not deleted")
		}
	}
	return faults
}

// admins: every workspace has an active Admin (I2), and nobody is without a role.
func admins(h held) []string {
	var faults []string
	users, builtIn, roles := byID(h.users), map[string]bool{}, map[string]int{}
	for _, r := range h.roles {
		builtIn[r["id"]] = r["built_in"] == "true" || r["built_in"] == "1"
	}
	active := map[string]int{}
	for _, r := range h.userRoles {
		roles[r["user_id"]]++
		if builtIn[r["role_id"]] && users[r["user_id"]]["status"] == "active" {
			active[r["workspace_id"]]++
		}
	}
	for _, w := range h.workspaces {
		if active[w["id"]] == 0 {
			faults = append(faults, "I2: the workspace "+w["id"]+" has no active Admin")
		}
	}
	for _, u := range h.users {
		if roles[u["id"]] == 0 {
			faults = append(faults, "I2: the user "+u["id"]+" has no role")
		}
	}
	return faults
}

// nobodyStuck: from every status there is a way on, and no paper contradicts another.
func nobodyStuck(h held) []string {
	var faults []string
	fault := func(text string, args ...any) { faults = append(faults, fmt.Sprintf(text, args...)) }
	users, offers, requests := byID(h.users), map[string][]string{}, map[string][]string{}
	for _, i := range h.invitations {
		u := i["user_id"]
		offers[u] = append(offers[u], i["status"])
		switch status := users[u]["status"]; {
		case i["status"] == "pending" && status != "invited":
			fault("stuck: invitation %s is pending, its user %q is %q", i["id"], u, status)
		case i["status"] == "accepted" && u != "" && status == "invited":
			fault("stuck: invitation %s was accepted, its user %s is invited", i["id"], u)
		case i["status"] == "declined" && u != "" || i["status"] == "revoked" && u != "":
			fault("stuck: invitation %s is %s, its user %s is still there", i["id"], i["status"], u)
		}
	}
	asked := h.ofType("user.asked", target)
	for _, a := range h.approvals {
		u := a["user_id"]
		requests[u] = append(requests[u], a["state"])
		if status := users[u]["status"]; a["state"] == "pending" && status != "invited" && status != "pending_approval" {
			fault("stuck: approval %s is pending, its user %q is %q", a["id"], u, status)
		}
		if u != "" && slices.Contains([]string{"rejected", "cancelled"}, a["state"]) {
			fault("stuck: approval %s is %s, its user %s is still there", a["id"], a["state"], u)
		}
	}
	for id, u := range users {
		switch u["status"] {
		case "invited":
			if !slices.Contains(offers[id], "pending") && !slices.Contains(offers[id], "expired") {
				fault("stuck: %s is invited and has only the invitations %v", id, offers[id])
			}
		case "pending_approval":
			if !slices.Contains(requests[id], "pending") {
				fault("stuck: %s waits for an approval and has only %v", id, requests[id])
			}
			if !slices.Contains(offers[id], "accepted") && asked[id] != 1 {
				fault("stuck: %s waits for an approval, has neither asked to join nor accepted anything: %v", id, offers[id])
			}
		}
	}
	return faults
}

// nobodyInTooEarly: whoever has no active place has no session (I3).
func nobodyInTooEarly(h held) []string {
	var faults []string
	in := map[string]bool{}
	for _, u := range h.users {
		in[u["account_id"]] = in[u["account_id"]] || u["status"] == "active" || u["status"] == "suspended"
	}
	for _, s := range h.sessions {
		if s["revoked_at"] == "" && !in[s["account_id"]] && h.founders[s["account_id"]] == 0 {
			faults = append(faults, "I3: the account "+s["account_id"]+" has a session and no active place")
		}
	}
	return faults
}

// mailsOfInvitations: each link that was promised by mail has one mail (I6).
func mailsOfInvitations(h held) []string {
	sent := tally(h.mails, func(m row) string {
		if m["invitation_id"] == "" {
			return ""
		}
		return m["invitation_id"] + " " + m["generation"]
	})
	faults := twice("I6: mails of one link", sent)
	for _, i := range h.invitations {
		if !h.recent(i["created_at"]) {
			continue // its mails may be forgotten
		}
		key := i["id"] + " " + i["generation"]
		if n := sent[key]; (i["delivery"] == "link") != (n == 0) {
			faults = append(faults, fmt.Sprintf("I6: invitation %s goes by %s and has %d mails", key, i["delivery"], n))
		}
	}
	return faults
}

// mailsOfDecisions: whoever was let in while they waited gets one mail that says so, and nobody else does (I6).
func mailsOfDecisions(h held) []string {
	let := h.ofType("user.activated", func(e event) string { return e.row["request_id"] })
	wanted, rejected := map[string]int{}, map[string]int{}
	for _, e := range h.events {
		switch {
		case !h.recent(e.row["occurred_at"]):
		case e.row["type"] == "approval.approved" && let[e.row["request_id"]] > 0:
			wanted[e.row["for_workspace"]]++
		case e.row["type"] == "approval.rejected":
			rejected[e.row["for_workspace"]]++
		}
	}
	told := func(kind string) map[string]int {
		return tally(h.mails, func(m row) string {
			if m["kind"] != kind || !h.recent(m["created_at"]) {
				return ""
			}
			return m["for_workspace"]
		})
	}
	var faults []string
	approved, refused := told("approved"), told("rejected")
	for _, w := range h.workspaces {
		id := w["id"]
		if approved[id] != wanted[id] {
			faults = append(faults, fmt.Sprintf("I6: %d people of %s were let in while they waited, %d mails say so", wanted[id], id, approved[id]))
		}
		if refused[id] > rejected[id] {
			faults = append(faults, fmt.Sprintf("I6: %d requests of %s were rejected, %d mails say so", rejected[id], id, refused[id]))
		}
	}
	return faults
}

// counted: what is kept of how many invitations a workspace has open, and how many people of each status, is what there
// is (I10).
func counted(h held) []string {
	faults := headcounts(h)
	open, kept := map[string]int{}, map[string]string{}
	for _, i := range h.invitations {
		if i["status"] == "pending" {
			open[i["workspace_id"]]++
		}
	}
	for _, head := range h.heads {
		kept[head["scope"]] = head["pending_invitations"]
	}
	for _, w := range h.workspaces {
		if n := fmt.Sprint(open[w["id"]]); kept[w["id"]] != n && !(n == "0" && kept[w["id"]] == "") {
			faults = append(faults, fmt.Sprintf("I10: the workspace %s has %s open invitations, and counts %s", w["id"], n, kept[w["id"]]))
		}
	}
	return faults
}

func headcounts(h held) []string {
	var faults []string
	columns := map[string]string{"invited": "people_invited", "pending_approval": "people_waiting", "active": "people_active", "suspended": "people_suspended"}
	there := map[[2]string]int{}
	for _, u := range h.users {
		there[[2]string{u["workspace_id"], columns[u["status"]]}]++
	}
	heads := map[string]map[string]string{}
	for _, head := range h.heads {
		heads[head["scope"]] = head
	}
	for _, a := range h.approvals {
		if a["state"] == "pending" {
			there[[2]string{a["workspace_id"], "pending_approvals"}]++
		}
	}
	columns["login requests that wait"] = "pending_approvals"
	for _, w := range h.workspaces {
		for status, column := range columns {
			if n := fmt.Sprint(there[[2]string{w["id"], column}]); heads[w["id"]][column] != n {
				faults = append(faults, fmt.Sprintf("I10: the workspace %s has %s people %s, and counts %s", w["id"], n, status, heads[w["id"]][column]))
			}
		}
	}
	return faults
}
