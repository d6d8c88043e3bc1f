package domain

import "time"

// The events of API keys. None knows a secret, or its hash.
type (
	APIKeyCreated struct {
		Key         APIKey      `audit:"drop"`
		Name        string      `audit:"keep"`
		Permissions Permissions `audit:"keep"`
		ExpiresAt   *time.Time  `audit:"keep"`
	}
	APIKeyUpdated struct {
		Key    APIKey            `audit:"drop"`
		Fields map[string]Change `audit:"keep"`
	}
	APIKeyRotated struct {
		Key           APIKey     `audit:"drop"`
		PreviousUntil *time.Time `audit:"keep"` // when the secret before it ends; nil: at once
	}
	APIKeyDeleted struct {
		Key         APIKey `audit:"drop"`
		Name        Change `audit:"keep"`
		Permissions Change `audit:"keep"`
		ExpiresAt   Change `audit:"keep"`
		Reason      string `audit:"keep"` // deleted, maker_removed, maker_key_deleted
	}
)

func apiKeyRef(k APIKey) Ref { return Ref{Kind: "api_key", ID: string(k.ID), Label: k.Name} }

func (APIKeyCreated) Type() EventType { return "api_key.created" }
func (APIKeyUpdated) Type() EventType { return "api_key.updated" }
func (APIKeyRotated) Type() EventType { return "api_key.rotated" }
func (APIKeyDeleted) Type() EventType { return "api_key.deleted" }

func (e APIKeyCreated) Target() Ref { return apiKeyRef(e.Key) }
func (e APIKeyUpdated) Target() Ref { return apiKeyRef(e.Key) }
func (e APIKeyRotated) Target() Ref { return apiKeyRef(e.Key) }
func (e APIKeyDeleted) Target() Ref { return apiKeyRef(e.Key) }
