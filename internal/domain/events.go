package domain

import "github.com/gatehouse-dev/gatehouse/internal/id"

// UserRef names a user in an event.
func UserRef(u User) Ref { return Ref{Kind: "user", ID: string(u.ID), Label: u.Name} }

func accountRef(a Account) Ref { return Ref{Kind: "account", ID: string(a.ID), Label: a.Name} }

func workspaceRef(w Workspace) Ref { return Ref{Kind: "workspace", ID: string(w.ID), Label: w.Name} }

func invitationRef(i Invitation) Ref {
	return Ref{Kind: "invitation", ID: string(i.ID), Label: i.Name}
}

// The events of the house. Their fields are what the audit log keeps beside the target.
type (
	WorkspaceCreated struct {
		Workspace Workspace `audit:"drop"`
		Name      string    `audit:"keep"`
	}
	WorkspaceUpdated struct {
		Workspace Workspace         `audit:"drop"`
		Fields    map[string]Change `audit:"keep"`
	}
	LocationCreated struct {
		Location Location `audit:"drop"`
		Name     string   `audit:"keep"`
		Address  string   `audit:"keep"`
		Timezone string   `audit:"keep"`
	}
	UserInvited struct {
		User         User          `audit:"drop"`
		Email        Email         `audit:"keep"`
		InvitationID id.Invitation `audit:"keep"`
		RoleIDs      []id.Role     `audit:"keep"`
		LocationIDs  []id.Location `audit:"keep"`

		Batch map[string]Change `audit:"keep"` // of a bulk invitation: import_id
	}
	UserAccepted struct {
		User         User          `audit:"drop"`
		Status       Change        `audit:"keep"`
		InvitationID id.Invitation `audit:"keep"`
	}
	UserActivated struct {
		User    User      `audit:"drop"`
		Status  Change    `audit:"keep"`
		RoleIDs []id.Role `audit:"keep"`
	}
	UserUpdated struct {
		User   User              `audit:"drop"`
		Fields map[string]Change `audit:"keep"`
	}
	UserSuspended struct {
		User   User   `audit:"drop"`
		Status Change `audit:"keep"`
	}
	UserReactivated struct {
		User   User   `audit:"drop"`
		Status Change `audit:"keep"`
	}
	UserSessionsEnded struct { // an administrator signed them out everywhere
		User     User `audit:"drop"`
		Sessions int  `audit:"keep"`
	}
	UserRemoved struct {
		User        User   `audit:"drop"`
		Status      Change `audit:"keep"`
		RoleIDs     Change `audit:"keep"`
		LocationIDs Change `audit:"keep"`
		Reason      string `audit:"keep"` // revoked, declined, withdrawn, rejected, expired, removed
	}
	InvitationResent struct {
		Invitation Invitation `audit:"drop"`
		Generation Change     `audit:"keep"`
		Status     Change     `audit:"keep"`
		ExpiresAt  Change     `audit:"keep"`
	}
	InvitationRevokedEvent struct {
		Invitation Invitation `audit:"drop"`
		Status     Change     `audit:"keep"`
	}
	InvitationDeclinedEvent struct {
		Invitation Invitation `audit:"drop"`
		Status     Change     `audit:"keep"`
	}
	InvitationExpiredEvent struct {
		Invitation Invitation `audit:"drop"`
		Status     Change     `audit:"keep"`
	}
	InvitationNewAsked struct {
		Invitation Invitation `audit:"drop"`
	}
	InvitationRefused struct { // somebody signed in as another person held the link
		Invitation Invitation `audit:"drop"`
		Reason     string     `audit:"keep"`
	}
	ApprovalRequested struct {
		Approval Approval `audit:"drop"`
		User     User     `audit:"drop"`
		UserID   id.User  `audit:"keep"`
		Flags    []Flag   `audit:"keep"`
	}
	ApprovalReminded struct {
		Approval Approval `audit:"drop"`
		User     User     `audit:"drop"`
		UserID   id.User  `audit:"keep"`
	}
	ApprovalApprovedEvent struct {
		Approval    Approval `audit:"drop"`
		User        User     `audit:"drop"`
		UserID      id.User  `audit:"keep"`
		RoleIDs     Change   `audit:"keep"` // those that were asked for, and those that were given
		LocationIDs Change   `audit:"keep"`
		Note        string   `audit:"keep"`
	}
	ApprovalRejectedEvent struct {
		Approval Approval `audit:"drop"`
		User     User     `audit:"drop"`
		UserID   id.User  `audit:"keep"`
		Email    Email    `audit:"mask"`
		Reason   string   `audit:"keep"`
	}
	ApprovalExpiredEvent struct {
		Approval Approval `audit:"drop"`
		User     User     `audit:"drop"`
		UserID   id.User  `audit:"keep"`
	}
	ApprovalCancelledEvent struct {
		Approval Approval `audit:"drop"`
		User     User     `audit:"drop"`
		Reason   string   `audit:"keep"`
	}
	AccountCreated struct {
		Account Account `audit:"drop"`
	}
	AccountCredentialSet struct {
		Account Account `audit:"drop"`
		By      string  `audit:"keep"` // setup, invitation, reset, change
	}
	AccountResetAsked struct {
		Account Account `audit:"drop"`
	}
	AccountUpdated struct {
		Account Account           `audit:"drop"`
		Fields  map[string]Change `audit:"keep"`
	}
	AccountReauthenticated struct { // the password was typed again, for a sensitive act
		Account   Account    `audit:"drop"`
		SessionID id.Session `audit:"keep"`
	}
	AccountEmailAsked struct { // another address is wanted; nothing has changed yet
		Account Account `audit:"drop"`
		Email   Email   `audit:"mask"`
	}
	AccountEmailConfirmed struct { // one of the two mailboxes said yes
		Account Account `audit:"drop"`
		Mailbox string  `audit:"keep"` // old, new
	}
	AccountEmailRefused struct {
		Account Account `audit:"drop"`
		By      string  `audit:"keep"` // old, new: the mailbox; owner: signed in
	}
	AccountEmailChanged struct {
		Account Account `audit:"drop"`
		Email   Change  `audit:"keep"`
	}
	AccountDeleted struct {
		Account Account `audit:"drop"`
	}
	SessionCreated struct {
		Account   Account    `audit:"drop"`
		SessionID id.Session `audit:"keep"`
	}
	SessionRevoked struct {
		AccountID id.Account `audit:"keep"`
		SessionID id.Session `audit:"keep"`
		Reason    string     `audit:"keep"` // signed_out, ended, token_reused, idle, password_changed, email_changed, ended_by_administrator, too_many
	}
	SessionRefused struct {
		AccountID id.Account `audit:"keep"`
		Reason    string     `audit:"keep"` // wrong_password, pending_approval, no_credential
	}
	EntryDenied struct { // an active user, or a key of theirs, was not allowed what they asked for
		Operation  string            `audit:"keep"`
		Reason     string            `audit:"keep"` // the code of the refusal
		Permission Permission        `audit:"keep"` // the one that they lacked; "" where it was no permission
		About      map[string]Change `audit:"keep"` // by its ids, what it would have been done to
		Capped     map[string]Change `audit:"keep"` // capped: true where what is denied next may go unrecorded
	}
)

func approvalRef(a Approval, u User) Ref {
	return Ref{Kind: "approval", ID: string(a.ID), Label: u.Name}
}

func (WorkspaceCreated) Type() EventType        { return "workspace.created" }
func (WorkspaceUpdated) Type() EventType        { return "workspace.updated" }
func (LocationCreated) Type() EventType         { return "location.created" }
func (UserInvited) Type() EventType             { return "user.invited" }
func (UserAccepted) Type() EventType            { return "user.accepted" }
func (UserActivated) Type() EventType           { return "user.activated" }
func (UserUpdated) Type() EventType             { return "user.updated" }
func (UserSuspended) Type() EventType           { return "user.suspended" }
func (UserReactivated) Type() EventType         { return "user.reactivated" }
func (UserSessionsEnded) Type() EventType       { return "user.sessions_ended" }
func (UserRemoved) Type() EventType             { return "user.removed" }
func (InvitationResent) Type() EventType        { return "invitation.resent" }
func (InvitationRevokedEvent) Type() EventType  { return "invitation.revoked" }
func (InvitationDeclinedEvent) Type() EventType { return "invitation.declined" }
func (InvitationExpiredEvent) Type() EventType  { return "invitation.expired" }
func (InvitationNewAsked) Type() EventType      { return "invitation.new_asked" }
func (InvitationRefused) Type() EventType       { return "invitation.refused" }
func (ApprovalRequested) Type() EventType       { return "approval.requested" }
func (ApprovalReminded) Type() EventType        { return "approval.reminded" }
func (ApprovalApprovedEvent) Type() EventType   { return "approval.approved" }
func (ApprovalRejectedEvent) Type() EventType   { return "approval.rejected" }
func (ApprovalExpiredEvent) Type() EventType    { return "approval.expired" }
func (ApprovalCancelledEvent) Type() EventType  { return "approval.cancelled" }
func (AccountCreated) Type() EventType          { return "account.created" }
func (AccountCredentialSet) Type() EventType    { return "account.credential_set" }
func (AccountResetAsked) Type() EventType       { return "account.reset_asked" }
func (AccountUpdated) Type() EventType          { return "account.updated" }
func (AccountReauthenticated) Type() EventType  { return "account.reauthenticated" }
func (AccountEmailAsked) Type() EventType       { return "account.email_asked" }
func (AccountEmailConfirmed) Type() EventType   { return "account.email_confirmed" }
func (AccountEmailRefused) Type() EventType     { return "account.email_refused" }
func (AccountEmailChanged) Type() EventType     { return "account.email_changed" }
func (AccountDeleted) Type() EventType          { return "account.deleted" }
func (SessionCreated) Type() EventType          { return "session.created" }
func (SessionRevoked) Type() EventType          { return "session.revoked" }
func (SessionRefused) Type() EventType          { return "session.refused" }
func (EntryDenied) Type() EventType             { return "entry.denied" }

func (e WorkspaceCreated) Target() Ref        { return workspaceRef(e.Workspace) }
func (e WorkspaceUpdated) Target() Ref        { return workspaceRef(e.Workspace) }
func (e UserInvited) Target() Ref             { return UserRef(e.User) }
func (e UserAccepted) Target() Ref            { return UserRef(e.User) }
func (e UserActivated) Target() Ref           { return UserRef(e.User) }
func (e UserUpdated) Target() Ref             { return UserRef(e.User) }
func (e UserSuspended) Target() Ref           { return UserRef(e.User) }
func (e UserReactivated) Target() Ref         { return UserRef(e.User) }
func (e UserSessionsEnded) Target() Ref       { return UserRef(e.User) }
func (e UserRemoved) Target() Ref             { return UserRef(e.User) }
func (e InvitationResent) Target() Ref        { return invitationRef(e.Invitation) }
func (e InvitationRevokedEvent) Target() Ref  { return invitationRef(e.Invitation) }
func (e InvitationDeclinedEvent) Target() Ref { return invitationRef(e.Invitation) }
func (e InvitationExpiredEvent) Target() Ref  { return invitationRef(e.Invitation) }
func (e InvitationNewAsked) Target() Ref      { return invitationRef(e.Invitation) }
func (e InvitationRefused) Target() Ref       { return invitationRef(e.Invitation) }
func (e ApprovalRequested) Target() Ref       { return approvalRef(e.Approval, e.User) }
func (e ApprovalReminded) Target() Ref        { return approvalRef(e.Approval, e.User) }
func (e ApprovalApprovedEvent) Target() Ref   { return approvalRef(e.Approval, e.User) }
func (e ApprovalRejectedEvent) Target() Ref   { return Ref{Kind: "approval", ID: string(e.Approval.ID)} }

func (e ApprovalExpiredEvent) Target() Ref { return Ref{Kind: "approval", ID: string(e.Approval.ID)} }

func (e ApprovalCancelledEvent) Target() Ref { return Ref{Kind: "approval", ID: string(e.Approval.ID)} }
func (e AccountCreated) Target() Ref         { return accountRef(e.Account) }
func (e AccountCredentialSet) Target() Ref   { return accountRef(e.Account) }
func (e AccountResetAsked) Target() Ref      { return accountRef(e.Account) }
func (e AccountUpdated) Target() Ref         { return accountRef(e.Account) }
func (e AccountReauthenticated) Target() Ref { return accountRef(e.Account) }
func (e AccountEmailAsked) Target() Ref      { return accountRef(e.Account) }
func (e AccountEmailConfirmed) Target() Ref  { return accountRef(e.Account) }
func (e AccountEmailRefused) Target() Ref    { return accountRef(e.Account) }
func (e AccountEmailChanged) Target() Ref    { return accountRef(e.Account) }
func (e AccountDeleted) Target() Ref         { return Ref{Kind: "account", ID: string(e.Account.ID)} }
func (e SessionCreated) Target() Ref         { return accountRef(e.Account) }
func (e SessionRevoked) Target() Ref         { return Ref{Kind: "account", ID: string(e.AccountID)} }

func (e SessionRefused) Target() Ref { return Ref{Kind: "account", ID: string(e.AccountID)} }
func (e EntryDenied) Target() Ref    { return Ref{Kind: "operation", ID: e.Operation} }

// Target names the location.
func (e LocationCreated) Target() Ref { return locationRef(e.Location) }
