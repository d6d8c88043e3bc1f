package rest

// Ref names a thing of a workspace.
type Ref struct {
	ID   string `json:"id" validate:"required" format:"uuid"`
	Name string `json:"name" validate:"required" example:"Fleet"`
} // @name Ref

// Named is a thing of which only the name is told.
type Named struct {
	Name string `json:"name" validate:"required" example:"Approver"`
} // @name Named

// Total is how many rows a list has; exact is false beyond 10,000.
type Total struct {
	Value int64 `json:"value" validate:"required" example:"214"`
	Exact bool  `json:"exact" validate:"required" example:"true"`
} // @name Total

// Account is a person's sign-in identity.
type Account struct {
	ID    string `json:"id" validate:"required" format:"uuid"`
	Email string `json:"email" validate:"required" format:"email" example:"ana.souza@example.com"`
	Name  string `json:"name" validate:"required" example:"Ana Souza"`
} // @name Account
