package web

import (
	"context"
	"maps"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Denials remembers that an active user, or a key, was not allowed an operation.
type Denials interface {
	RecordDenied(ctx context.Context, p authz.Pass, denied domain.EntryDenied) error
}

// NoteDenied records that one of many in a request was denied to whoever asks; name is what its id is called. What went
// well, or failed for another reason, is no denial.
func (f *Frame) NoteDenied(c echo.Context, denial error, name, one string) {
	if note, ok := c.Get(denyKey).(func(error, map[string]domain.Change)); ok {
		note(denial, map[string]domain.Change{name: {To: one}})
	}
}

// recordDenied notes a denial for the audit log, so often as one actor may fill it; the last one before that is too often
// says so. The answer does not wait for its success: nothing was done that would have to be undone. Being asked for one's
// password again is no denial, but a step on the way.
func (f *Frame) recordDenied(c echo.Context, op Operation, pass authz.Pass, denial error, about map[string]domain.Change) {
	e := errs.Of(denial)
	if f.denials == nil || e == nil || e.Kind != errs.Denied || e.Is(authz.ErrStale()) {
		return
	}
	ok, last := f.limits.Last(c.Request().Context(), limitDenials, pass.Actor().ID)
	if !ok {
		return
	}
	denied := domain.EntryDenied{Operation: op.ID, Reason: e.Code, Permission: lacked(pass, e), About: aboutOf(c)}
	maps.Copy(denied.About, about)
	if last {
		denied.Capped = map[string]domain.Change{"capped": {To: true}}
	}
	// Who goes before the answer came was denied all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), finishTimeout)
	defer cancel()
	if err := f.denials.RecordDenied(ctx, pass, denied); err != nil {
		f.log.Error("a denial was not recorded", "request_id", RequestID(c), "error", err)
	}
}

// recordKeyAtHome notes, in the workspace of an API key, that it was refused what is for people and in no workspace.
func (f *Frame) recordKeyAtHome(c echo.Context, op Operation, p authz.Principal, denial error) {
	if e := errs.Of(denial); e == nil || e.Kind != errs.Denied {
		return
	}
	if pass, err := f.gate.OfKey(c.Request().Context(), p, OriginOf(c)); err == nil {
		f.recordDenied(c, op, pass, denial, nil)
	}
}

// lacked gives the permission that a denial is about, unless it is held: nobody suspends themselves, whatever they hold.
func lacked(pass authz.Pass, e *errs.Error) domain.Permission {
	name, _ := e.Extra["permission"].(string)
	if p := domain.Permission(name); p == "" || !pass.Holding().Everywhere(p) {
		return p
	}
	return ""
}

// aboutOf gives the ids in the path of a request, but for the workspace's.
func aboutOf(c echo.Context) map[string]domain.Change {
	out := map[string]domain.Change{}
	for _, name := range c.ParamNames() {
		if one, err := id.Parse[string](c.Param(name)); err == nil && name != "workspace_id" {
			out[name] = domain.Change{To: one}
		}
	}
	return out
}
