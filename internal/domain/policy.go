package domain

import "slices"

// Widened names the settings by which more people would get in, or ask to, than before: approval_policy, four_eyes,
// own_domains, access_requests. A change between two policies of which neither holds up more people than the other
// counts as wider, because it lets in somebody who had to wait.
func Widened(from, to Workspace) []string {
	out := []string{}
	if wider(from.ApprovalPolicy, to.ApprovalPolicy) {
		out = append(out, "approval_policy")
	}
	if from.FourEyes && !to.FourEyes {
		out = append(out, "four_eyes")
	}
	added := slices.ContainsFunc(to.OwnDomains, func(host string) bool { return !slices.Contains(from.OwnDomains, host) })
	counts := to.ApprovalPolicy == ApproveOutsideDomains || to.AccessRequests == AccessDomains
	if added && counts {
		out = append(out, "own_domains")
	}
	order := []AccessRequests{AccessOff, AccessDomains, AccessAnyone}
	if slices.Index(order, to.AccessRequests) > slices.Index(order, from.AccessRequests) {
		out = append(out, "access_requests")
	}
	return out
}

func wider(from, to ApprovalPolicy) bool {
	switch {
	case from == to, to == ApproveAlways, from == ApproveNever:
		return false
	default:
		return true
	}
}
