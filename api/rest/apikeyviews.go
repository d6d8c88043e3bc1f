package rest

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// NewAPIKey makes an API key.
type NewAPIKey struct {
	Name        string               `json:"name" validate:"required,name" minLength:"1" maxLength:"120" example:"Fleet app"`
	Permissions []string             `json:"permissions" validate:"required,max=600" example:"users:read"`
	ExpiresAt   web.Optional[string] `json:"expires_at,omitzero" swaggertype:"string" validate:"omitempty,max=64" binding:"optional" maxLength:"64" format:"date-time" example:"2027-01-31T15:04:05Z"`
} // @name NewAPIKey

// APIKeyPatch is a merge patch (RFC 7396): what is left out stays as it is; null for expires_at means never.
type APIKeyPatch struct {
	Name        web.Optional[string]   `json:"name,omitzero" swaggertype:"string" validate:"omitempty,name" binding:"optional" minLength:"1" maxLength:"120" example:"Fleet app"`
	Permissions web.Optional[[]string] `json:"permissions,omitzero" swaggertype:"array,string" validate:"omitempty,max=600" binding:"optional" example:"users:read"`
	ExpiresAt   web.Removable[string]  `json:"expires_at,omitzero" swaggertype:"string" validate:"omitempty,max=64" binding:"optional" maxLength:"64" format:"date-time" extensions:"x-nullable" example:"2027-01-31T15:04:05Z"`
} // @name APIKeyPatch

// RotateAPIKey says for how many hours the secret of now goes on beside the new one.
type RotateAPIKey struct {
	OverlapHours *int `json:"overlap_hours,omitempty" validate:"omitempty" minimum:"0" maximum:"168" default:"24" example:"24"`
} // @name RotateAPIKey

// APIKey is what a program enters the workspace with. The secret itself is shown once, when it is made.
type APIKey struct {
	ID                  string     `json:"id" validate:"required" format:"uuid"`
	Name                string     `json:"name" validate:"required" example:"Fleet app"`
	Permissions         []string   `json:"permissions" validate:"required" example:"users:read"`
	UnusablePermissions []string   `json:"unusable_permissions" validate:"required" example:"users:remove"`
	Status              string     `json:"status" validate:"required" enums:"active,expired,stopped" example:"active"`
	Prefix              string     `json:"prefix" validate:"required" example:"gh_4mZx"`
	CreatedBy           Ref        `json:"created_by" validate:"required"`
	MadeBy              *Ref       `json:"made_by" validate:"required" extensions:"x-nullable"`
	ExpiresAt           *time.Time `json:"expires_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	LastUsedAt          *time.Time `json:"last_used_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	PreviousSecretUntil *time.Time `json:"previous_secret_until" validate:"required" format:"date-time" extensions:"x-nullable"`
	CreatedAt           time.Time  `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt           time.Time  `json:"updated_at" validate:"required" format:"date-time"`
} // @name APIKey

// APIKeySecret is a key with its new secret, which comes this once.
type APIKeySecret struct {
	APIKey
	Secret string `json:"secret" validate:"required" example:"gh_4mZx8Qe0cVb2LrT6yNwK9sHdJ1uGfP3aXoR5iE7tBvM2Cz0hKq1T"`
} // @name APIKeySecret

// APIKeyPage is one page of API keys.
type APIKeyPage struct {
	Data       []APIKey `json:"data" validate:"required"`
	NextCursor *string  `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total   `json:"total,omitempty" validate:"omitempty"`
} // @name APIKeyPage

func apiKeyView(v tenancy.KeyView) APIKey {
	k := APIKey{
		ID: string(v.ID), Name: v.Name, Permissions: permissionNames(v.Permissions), UnusablePermissions: permissionNames(v.Lost),
		Status: v.State, Prefix: v.Prefix, CreatedBy: Ref{ID: string(v.Maker.ID), Name: v.Maker.Name},
		ExpiresAt: momentOrNull(v.ExpiresAt), LastUsedAt: momentOrNull(v.LastUsedAt), PreviousSecretUntil: momentOrNull(v.PreviousUntil),
		CreatedAt: moment(v.CreatedAt), UpdatedAt: moment(v.UpdatedAt),
	}
	if v.MadeBy != nil {
		k.MadeBy = &Ref{ID: string(v.MadeBy.ID), Name: v.MadeBy.Name}
	}
	return k
}

func apiKeySecretView(v tenancy.KeyView, text secret.Text) APIKeySecret {
	return APIKeySecret{APIKey: apiKeyView(v), Secret: text.Reveal()}
}
