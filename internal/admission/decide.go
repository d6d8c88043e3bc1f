package admission

import (
	"context"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Ruling is what somebody decides on one of many requests: exactly one of the two commands.
type Ruling struct {
	Approval id.Approval
	Approve  *ApproveCommand
	Reject   *RejectCommand
}

// Outcome is what became of one ruling: Refusal is nil where it was carried out. View is the request as it stands
// now; nil where the caller can no longer be told.
type Outcome struct {
	Approval id.Approval
	View     *ApprovalView
	Refusal  *errs.Error
}

// Decide decides many requests, one after the other in the order given, each in a transaction of its own and by the
// very use case that decides a single one: what stops one does not stop the next. Errors, which change nothing:
// validation_failed where the list names a request (approval_unknown), role or location that is not here, or a
// request twice. A fault of the house ends the list; asked again, those that were decided answer already_decided.
func (s *Service) Decide(ctx context.Context, pass authz.Pass, list []Ruling) ([]Outcome, error) {
	if err := s.checkRulings(ctx, pass, list); err != nil {
		return nil, err
	}
	ctx = store.InSteps(ctx)
	out := make([]Outcome, len(list))
	for n, r := range list {
		view, err := s.carryOut(ctx, pass, r)
		out[n].Approval = r.Approval
		switch refusal := errs.Of(err); {
		case err == nil:
			out[n].View = &view
		case refusal == nil, refusal.Kind == errs.Internal, refusal.Kind == errs.Unavailable, refusal.Code == "request_in_progress":
			return nil, err
		default:
			out[n].Refusal = refusal
		}
	}
	return out, s.showRefused(ctx, pass, out)
}

func (s *Service) carryOut(ctx context.Context, pass authz.Pass, r Ruling) (ApprovalView, error) {
	if r.Approve != nil {
		return s.Approve(ctx, pass, r.Approval, *r.Approve)
	}
	return s.Reject(ctx, pass, r.Approval, *r.Reject)
}

// checkRulings refuses the whole list where it names what is not here, so that a list from another workspace, or a
// mixed one, does nothing at all.
func (s *Service) checkRulings(ctx context.Context, pass authz.Pass, list []Ruling) error {
	ids := make([]id.Approval, len(list))
	for n, r := range list {
		ids[n] = r.Approval
	}
	var bad []errs.Field
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		bad = nil
		here, err := tx.ApprovalsByID(ids)
		if err != nil {
			return err
		}
		seen := make(map[id.Approval]bool, len(list))
		for n, r := range list {
			at := "/decisions/" + strconv.Itoa(n)
			if _, known := here[r.Approval]; !known {
				bad = append(bad, errs.Field{Pointer: at + "/approval_id", Code: "approval_unknown", Detail: "There is no such request in this workspace."})
			} else if seen[r.Approval] {
				bad = append(bad, errs.Field{Pointer: at + "/approval_id", Code: "duplicate", Detail: "Each request may be given once."})
			}
			seen[r.Approval] = true
			wrong, err := wrongIn(tx, at, r)
			if err != nil {
				return err
			}
			bad = append(bad, wrong...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return errs.Validation(bad...)
}

// wrongIn finds roles and locations that are not here, and texts that cannot be kept.
func wrongIn(tx *store.Tx, at string, r Ruling) ([]errs.Field, error) {
	if r.Reject != nil {
		_, badReason := domain.ParseMessage(at+"/reason", r.Reject.Reason, domain.MaxMessage)
		return fields(badReason), nil
	}
	_, badNote := domain.ParseMessage(at+"/note", r.Approve.Note, domain.MaxMessage)
	bad := fields(badNote)
	_, noRole := tenancy.FindRoles(tx, at+"/role_ids", r.Approve.RoleIDs)
	_, noLocation := tenancy.FindLocations(tx, at+"/location_ids", r.Approve.LocationIDs)
	for _, err := range []error{noRole, noLocation} {
		e := errs.Of(err)
		if err != nil && e == nil {
			return nil, err
		}
		if e != nil {
			bad = append(bad, e.Fields...)
		}
	}
	return bad, nil
}

// showRefused adds how the requests stand that were not decided here, so that whoever was second sees what the first
// one decided.
func (s *Service) showRefused(ctx context.Context, pass authz.Pass, out []Outcome) error {
	var refused []id.Approval
	for _, o := range out {
		if o.Refusal != nil {
			refused = append(refused, o.Approval)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	return s.db.Read(ctx, pass, func(tx *store.Tx) error {
		here, err := tx.ApprovalsByID(refused)
		if err != nil {
			return err
		}
		list := make([]domain.Approval, 0, len(here))
		for _, one := range refused {
			if a, there := here[one]; there {
				list = append(list, a)
			}
		}
		views, err := approvalViews(tx, list)
		if err != nil {
			return err
		}
		for n := range out {
			for v := range views {
				if out[n].Refusal != nil && out[n].Approval == views[v].ID {
					out[n].View = &views[v]
				}
			}
		}
		return nil
	})
}
