package web

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Entry says which proof an operation asks for.
type Entry string

// The entries.
const (
	EntryPublic      Entry = "public"       // anybody
	EntrySignedIn    Entry = "signed in"    // an account with a living session
	EntryInWorkspace Entry = "in workspace" // an active user of the workspace in the path
)

// The handlers, each with the proof that its operation hands out.
type (
	PublicHandler    func(echo.Context, authz.Visitor) error
	SignedInHandler  func(echo.Context, authz.Caller) error
	WorkspaceHandler func(echo.Context, authz.Pass) error
)

// Operation is one method on one path. Its zero value cannot be mounted; Public, SignedIn and InWorkspace make one.
type Operation struct {
	ID         string
	Method     string
	Path       string // as in the OpenAPI document: /workspaces/{workspace_id}
	Entry      Entry
	Permission domain.Permission // "" where every active user, or everybody, may
	Everywhere bool              // it has to be held across the workspace: at some locations is not enough

	limit     string
	unlimited bool
	streams   bool
	patient   bool
	cookie    bool
	own       bool
	people    bool
	asks      bool
	class     class
	upload    int64 // bytes of a file that it takes; 0: it takes JSON

	uploadKind string
	handle     func(*Frame, Operation) echo.HandlerFunc
}

// Public makes an operation without authentication.
func Public(id, method, path string, h PublicHandler) Operation {
	return Operation{
		ID: id, Method: method, Path: path, Entry: EntryPublic,
		handle: func(f *Frame, op Operation) echo.HandlerFunc { return f.public(op, h) },
	}
}

// SignedIn makes an operation for whoever is signed in.
func SignedIn(id, method, path string, h SignedInHandler) Operation {
	return Operation{
		ID: id, Method: method, Path: path, Entry: EntrySignedIn,
		handle: func(f *Frame, op Operation) echo.HandlerFunc { return f.signedIn(op, h) },
	}
}

// InWorkspace makes an operation for active users of the workspace named by {workspace_id} who hold the permission;
// "" asks for none.
func InWorkspace(id, method, path string, need domain.Permission, h WorkspaceHandler) Operation {
	return Operation{
		ID: id, Method: method, Path: path, Entry: EntryInWorkspace, Permission: need,
		handle: func(f *Frame, op Operation) echo.HandlerFunc { return f.inWorkspace(op, h) },
	}
}

// Limited gives the operation a rate limit of its own, by the name of a policy.
func (o Operation) Limited(policy string) Operation {
	o.limit = policy
	return o
}

// Unlimited lets probes ask as often as they like.
func (o Operation) Unlimited() Operation {
	o.unlimited = true
	return o
}

// Streaming lets the answer take as long as it likes.
func (o Operation) Streaming() Operation {
	o.streams = true
	return o
}

// Patient gives the operation longer than others: for what has to happen at once however much it is.
func (o Operation) Patient() Operation {
	o.patient = true
	return o
}

// AcrossWorkspace asks for the permission across the whole workspace.
func (o Operation) AcrossWorkspace() Operation {
	o.Everywhere = true
	return o
}

// OrOwn lets users read themselves, the {user_id} of the path, without the permission.
func (o Operation) OrOwn() Operation {
	o.own = true
	return o
}

// ForPeople refuses API keys, whatever they hold.
func (o Operation) ForPeople() Operation {
	o.people = true
	return o
}

// OnlyPeople tells whether API keys are refused, whatever they hold.
func (o Operation) OnlyPeople() bool { return o.people || o.Entry == EntrySignedIn }

// WithCookie says that the operation reads a cookie, or hands one out, so that requests from other sites are refused: they
// shall neither act as the person at the browser nor sign them in as somebody else.
func (o Operation) WithCookie() Operation {
	o.cookie = true
	return o
}
