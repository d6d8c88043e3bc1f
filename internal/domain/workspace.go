package domain

import (
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// ApprovalPolicy says who needs an administrator's approval.
type ApprovalPolicy string

// The policies.
const (
	ApproveAlways         ApprovalPolicy = "always"
	ApproveUnlessApprover ApprovalPolicy = "unless_invited_by_approver"
	ApproveOutsideDomains ApprovalPolicy = "outside_domains"
	ApproveNever          ApprovalPolicy = "never"
)

// AccessRequests says who may ask to join.
type AccessRequests string

// Who may ask.
const (
	AccessOff     AccessRequests = "off"
	AccessDomains AccessRequests = "domains"
	AccessAnyone  AccessRequests = "anyone"
)

// The bounds and defaults of a workspace's lifetimes, in hours.
const (
	DefaultInvitationTTL = 7 * 24
	MinInvitationTTL     = 1
	MaxInvitationTTL     = 90 * 24
	DefaultApprovalTTL   = 30 * 24
	MinApprovalTTL       = 1
	MaxApprovalTTL       = 365 * 24
	MaxOwnDomains        = 50
)

// Workspace is the tenant.
type Workspace struct {
	ID                 id.Workspace `gorm:"primaryKey"`
	Name               string
	Slug               string
	ApprovalPolicy     ApprovalPolicy
	FourEyes           bool
	OwnDomains         []string `gorm:"serializer:json"`
	InvitationTTLHours int
	ApprovalTTLHours   int
	AccessRequests     AccessRequests
	Version            int64
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

// NewWorkspace makes a workspace with its defaults.
func NewWorkspace(name, slug string, now time.Time) Workspace {
	return Workspace{
		ID: id.New[id.Workspace](), Name: name, Slug: slug, ApprovalPolicy: ApproveAlways,
		OwnDomains: []string{}, InvitationTTLHours: DefaultInvitationTTL, ApprovalTTLHours: DefaultApprovalTTL,
		AccessRequests: AccessOff, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
}

// NeedsApproval tells whether someone invited to the locations by a holder of inviter's rights needs an approval.
func (w Workspace) NeedsApproval(invitee Email, at []id.Location, inviter Holding) bool {
	switch w.ApprovalPolicy {
	case ApproveNever:
		return false
	case ApproveUnlessApprover:
		return w.FourEyes || !inviter.Covers(ApprovalsDecide, at)
	case ApproveOutsideDomains:
		return !slices.Contains(w.OwnDomains, invitee.Domain())
	default:
		return true
	}
}

// InvitationEnd is when an invitation made at now expires.
func (w Workspace) InvitationEnd(now time.Time) time.Time {
	return now.Add(time.Duration(w.InvitationTTLHours) * time.Hour)
}

// ApprovalEnd is when an approval asked for at now expires.
func (w Workspace) ApprovalEnd(now time.Time) time.Time {
	return now.Add(time.Duration(w.ApprovalTTLHours) * time.Hour)
}
