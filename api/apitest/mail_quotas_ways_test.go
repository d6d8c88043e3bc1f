package apitest_test

import (
	"net/http"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// waysToMail are the operations that cause mails of each kind, and what they do where the address has had its quota.
func waysToMail() map[domain.MailKind][]way {
	return map[domain.MailKind][]way{
		domain.MailInvitation: {{"inviting", refused, invites}, {"a file", later, importsOne}},
		domain.MailInvitationResent: {
			{"sending again", refused, sendsAgain},
			{"sending many again", among, sendsManyAgain},
			{"other roles of somebody invited", later, changesRoles},
			{"other roles of many invited", later, changesRolesOfMany},
		},
		domain.MailRejected:      {{"turning away", later, turnsAway}, {"turning many away", later, turnsManyAway}},
		domain.MailPasswordReset: {{"a forgotten password", silent, forgets}},
		domain.MailEmailLeaving:  {{"wishing for another address", refused, wishesToLeave}},
		domain.MailEmailConfirm:  {{"wishing for an address that nobody has", refused, wishesForNew}},
		domain.MailEmailTaken:    {{"wishing for somebody's address", refused, wishesForTaken}},
		domain.MailAccessConfirm: {{"a stranger who asks to join", silent, asksToJoin(func(*mailingTo) string { return apitest.Address("ash") })}},
		domain.MailAccessMember:  {{"a member who asks to join", silent, asksToJoin(func(m *mailingTo) string { return m.Admin.Email })}},
		domain.MailAccessInvited: {{"somebody invited who asks to join", silent, asksToJoin(func(m *mailingTo) string {
			p, _ := m.Invite("Ivo", "Member")
			return p.Email
		})}},
		domain.MailApprovalNeeded:  {{"somebody who waits", always, waitsForMe}, {"somebody who reminds", always, remindsMe}},
		domain.MailApproved:        {{"approving", always, approves}},
		domain.MailNewLinkAsked:    {{"the holder of a dead link", always, wantsNewLink}},
		domain.MailAccessChanged:   {{"other roles of a member", always, changesMember}, {"suspending", always, suspends}, {"removing", always, removes}},
		domain.MailEmailChanged:    {{"confirming another address", always, movesAway}},
		domain.MailNewDevice:       {{"signing in elsewhere", always, signsInElsewhere}},
		domain.MailWebhookDisabled: {{"an endpoint that is gone", always, losesEndpoint}},
	}
}

func (m *mailingTo) post(path string, body any) func() apitest.Answer {
	return func() apitest.Answer { return m.API.Call("POST", path, m.Admin.Token, body) }
}

func invites(m *mailingTo) func() apitest.Answer {
	m.to = apitest.Address("ann")
	return func() apitest.Answer { return mailed(m.Workspace, m.to) }
}

func importsOne(m *mailingTo) func() apitest.Answer {
	m.to = apitest.Address("ann")
	i := checked(m.t, m.Workspace, m.Admin, table(m.to+",Ann,Member,,"))
	return func() apitest.Answer { return ran(m.t, m.Workspace, m.Admin, i) }
}

// invitee is somebody invited by link, and the path of their invitation.
func (m *mailingTo) invitee() (p apitest.Person, path string) {
	p, _ = m.Invite("Ann", "Member")
	m.to = p.Email
	return p, m.Path + "/invitations/" + m.InvitationOf(p)
}

func sendsAgain(m *mailingTo) func() apitest.Answer {
	_, path := m.invitee()
	return m.post(path+"/resend", nil)
}

func sendsManyAgain(m *mailingTo) func() apitest.Answer {
	p, _ := m.invitee()
	return m.post(m.Path+"/invitations/bulk/resend", map[string]any{"invitation_ids": []string{m.InvitationOf(p)}})
}

func changesRoles(m *mailingTo) func() apitest.Answer {
	p, _ := m.invitee()
	return m.patch(p)
}

func (m *mailingTo) patch(p apitest.Person) func() apitest.Answer {
	return func() apitest.Answer {
		return m.API.Call("PATCH", m.Path+"/users/"+p.UserID, m.Admin.Token, map[string]any{"role_ids": []string{m.Role("Approver")}})
	}
}

func changesRolesOfMany(m *mailingTo) func() apitest.Answer {
	p, _ := m.invitee()
	return m.post(m.Path+"/users/bulk/update", map[string]any{"user_ids": []string{p.UserID}, "add_role_ids": []string{m.Role("Approver")}})
}

func turnsAway(m *mailingTo) func() apitest.Answer {
	p, _ := m.invitee()
	return m.post(m.Path+"/approvals/"+m.ApprovalOf(p)+"/reject", map[string]any{"reason": "unknown to us", "notify": true})
}

func turnsManyAway(m *mailingTo) func() apitest.Answer {
	p, _ := m.invitee()
	decision := and(rejecting(m.Workspace, p), "notify", true)
	return func() apitest.Answer { return decide(m.Workspace, m.Admin, decision) }
}

func forgets(m *mailingTo) func() apitest.Answer {
	m.to = m.Admin.Email
	return func() apitest.Answer { return wantReset(m.API, m.to) }
}

func wishesToLeave(m *mailingTo) func() apitest.Answer {
	p := m.Holder("Bo")
	m.to = p.Email
	return func() apitest.Answer { return askMove(m.Workspace, p.Token, apitest.Address("new")) }
}

func wishesForNew(m *mailingTo) func() apitest.Answer {
	p := m.Holder("Bo")
	m.to = apitest.Address("new")
	return func() apitest.Answer { return askMove(m.Workspace, p.Token, m.to) }
}

func wishesForTaken(m *mailingTo) func() apitest.Answer {
	p := m.Holder("Bo")
	m.to = m.Admin.Email
	return func() apitest.Answer { return askMove(m.Workspace, p.Token, m.to) }
}

func asksToJoin(whom func(*mailingTo) string) func(*mailingTo) func() apitest.Answer {
	return func(m *mailingTo) func() apitest.Answer {
		m.to = whom(m)
		path := "/api/v1/workspaces/" + opened(m.Workspace) + "/access-requests"
		return func() apitest.Answer { return m.API.Call("POST", path, "", wish(m.to)) }
	}
}

func waitsForMe(m *mailingTo) func() apitest.Answer {
	m.to = m.Admin.Email
	return func() apitest.Answer { return m.Offer(m.Admin, apitest.Address("ann"), "Ann", "Member") }
}

func remindsMe(m *mailingTo) func() apitest.Answer {
	p := m.Pending("Ann", "Member")
	m.to = m.Admin.Email
	return func() apitest.Answer { return m.API.Call("POST", watch+"/remind", p.PendingToken, nil) }
}

func approves(m *mailingTo) func() apitest.Answer {
	p := m.Pending("Ann", "Member")
	m.to = p.Email
	return func() apitest.Answer { return m.Approve(m.Admin, p) }
}

func wantsNewLink(m *mailingTo) func() apitest.Answer {
	p, dead := m.Invite("Ann", "Member")
	m.to = m.Admin.Email
	m.API.Want(resend(m.Workspace, p), 200, "")
	return func() apitest.Answer { return post(m.Workspace, asksNew, dead) }
}

func changesMember(m *mailingTo) func() apitest.Answer {
	p := m.Holder("Bo")
	m.to = p.Email
	return m.patch(p)
}

func suspends(m *mailingTo) func() apitest.Answer {
	p := m.Holder("Bo")
	m.to = p.Email
	return m.post(m.Path+"/users/"+p.UserID+"/suspend", nil)
}

func removes(m *mailingTo) func() apitest.Answer {
	p := m.Holder("Bo")
	m.to = p.Email
	return func() apitest.Answer { return m.API.Call("DELETE", m.Path+"/users/"+p.UserID, m.Admin.Token, nil) }
}

func movesAway(m *mailingTo) func() apitest.Answer {
	p, anew := m.Holder("Bo"), apitest.Address("new")
	m.to = p.Email
	m.API.Want(askMove(m.Workspace, p.Token, anew), 202, "")
	m.API.Want(confirmMove(m.Workspace, letterToken(m.Workspace, p.Email, toOld)), 200, "")
	token := letterToken(m.Workspace, anew, toNew)
	return func() apitest.Answer { return confirmMove(m.Workspace, token) }
}

func signsInElsewhere(m *mailingTo) func() apitest.Answer {
	p := m.Holder("Bo")
	m.to = p.Email
	from := func(agent string) apitest.Answer {
		return m.API.Call("POST", signInPath, "", credentials(p), "User-Agent", agent)
	}
	m.API.Want(from(firefox), 200, "")
	return func() apitest.Answer { return from(safari) }
}

func losesEndpoint(m *mailingTo) func() apitest.Answer {
	sink := apitest.NewHookSink(m.t)
	sink.Answer(apitest.Answering(http.StatusGone))
	hook := m.NewHook(sink.URL, "role.created")
	m.to = m.Admin.Email
	return func() apitest.Answer {
		addRole(m.Workspace, "Fleet")
		var shown apitest.Answer
		eventually(m.t, "the end of the webhook", func() bool {
			shown = m.API.Want(m.API.Call("GET", hook.Path, m.Admin.Token, nil), 200, "")
			return shown.Text("state") == "disabled"
		})
		return shown
	}
}
