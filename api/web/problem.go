package web

// Problem is every refusal (RFC 9457). Some codes carry more members: pending, decision, invitation, permission, status.
type Problem struct {
	Type      string       `json:"type" validate:"required" example:"/api/docs/problems#validation_failed"`
	Title     string       `json:"title" validate:"required" example:"Unprocessable Entity"`
	Status    int          `json:"status" validate:"required" example:"422"`
	Detail    string       `json:"detail" validate:"required" example:"Some fields need another value; see errors."`
	Code      string       `json:"code" validate:"required" example:"validation_failed"`
	RequestID string       `json:"request_id" validate:"required" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Errors    []FieldError `json:"errors,omitempty" validate:"omitempty"`
} // @name Problem

// FieldError is one wrong field: where it stands in the body (RFC 6901) or the query, a stable code, a sentence.
type FieldError struct {
	Pointer string `json:"pointer" validate:"required" example:"/email"`
	Code    string `json:"code" validate:"required" example:"email_invalid"`
	Detail  string `json:"detail" validate:"required" example:"Enter an e-mail address such as name@example.com."`
} // @name FieldError
