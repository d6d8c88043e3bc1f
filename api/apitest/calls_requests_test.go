package apitest_test

import "github.com/gatehouse-dev/gatehouse/api/apitest"

// requestRecipes are the recipes of deciding in bulk and of asking to join.
var requestRecipes = map[string]func(w *apitest.Workspace) call{
	"decideApprovals": func(w *apitest.Workspace) call {
		p, _ := w.Invite("Ava Asks", nothing(w))
		return call{path: w.Path + "/approvals/decide", status: 200, body: decisions(approving(w, p))}
	},
}

func decisions(list ...map[string]any) map[string]any { return map[string]any{"decisions": list} }

func approving(w *apitest.Workspace, p apitest.Person) map[string]any {
	return map[string]any{"approval_id": w.ApprovalOf(p), "decision": "approve"}
}

func rejecting(w *apitest.Workspace, p apitest.Person) map[string]any {
	return map[string]any{"approval_id": w.ApprovalOf(p), "decision": "reject"}
}

// and adds a member to a decision.
func and(decision map[string]any, name string, value any) map[string]any {
	decision[name] = value
	return decision
}
