package domain

import (
	"fmt"
	"time"
)

// MailQuota bounds how much mail of some kinds one address gets, from all workspaces together: Most at once, and Most more
// in each Window, one after the other as time passes. The zero quota bounds nothing.
type MailQuota struct {
	Name   string
	Most   int
	Window time.Duration
}

// Step is how long one mail counts.
func (q MailQuota) Step() time.Duration { return q.Window / time.Duration(max(q.Most, 1)) }

// Room is how far ahead mails that can wait get a moment of their own. It bounds for how long somebody can use up a quota
// beforehand.
func (q MailQuota) Room() time.Duration { return q.Window }

// Quota gives what bounds mails of a kind; the zero quota where nothing does. No two kinds share a quota where whoever
// causes the one could keep the other from somebody who needs it. The error says that a kind has no place here, and keeps
// it from being sent.
func (k MailKind) Quota() (MailQuota, error) {
	switch k {
	case MailInvitation, MailInvitationResent,
		MailRejected: // goes to whoever was invited, too, whether or not they ever wanted to come
		return MailQuota{"invitation", 10, time.Hour}, nil
	case MailPasswordReset:
		return MailQuota{"password reset", 3, 15 * time.Minute}, nil
	case MailEmailLeaving:
		return MailQuota{"leaving", 10, time.Hour}, nil
	case MailEmailConfirm, MailEmailTaken: // whether the address has an account must not show
		return MailQuota{"arriving", 10, time.Hour}, nil
	case MailAccessConfirm, MailAccessMember, MailAccessInvited: // nor whether it has a place
		return MailQuota{"access request", 10, AskLife}, nil
	case MailEmailChanged, MailNewDevice, MailAccessChanged:
		return MailQuota{}, nil // tell of what has happened to the account or the access: nobody may be able to hold them up
	case MailApprovalNeeded, MailNewLinkAsked, MailWebhookDisabled, MailApproved:
		return MailQuota{}, nil // go to people who came in, in the course of their work, and are folded or rare by themselves
	}
	return MailQuota{}, fmt.Errorf("mails of the kind %q have no quota, not even that of what nothing bounds", k)
}

// MailCount is how much of a quota an address has used. Address is a keyed hash of the quota and the address: nobody reads
// from it whom mail was sent to.
type MailCount struct {
	Address string `gorm:"primaryKey"`
	SpentTo int64  // microseconds since 1970; each mail moves it by the quota's step, from now on where it lies behind
}
