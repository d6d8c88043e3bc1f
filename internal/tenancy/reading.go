package tenancy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Users lists users, each with roles, locations, invitation and approval.
func (s *Service) Users(ctx context.Context, pass authz.Pass, f store.UserFilter, r page.Request) (page.Of[domain.Member], error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (page.Of[domain.Member], error) {
		users, err := tx.Users(f, r)
		if err != nil {
			return page.Of[domain.Member]{}, err
		}
		members, err := tx.Members(users.Rows)
		return page.Of[domain.Member]{Rows: members, Next: users.Next, Total: users.Total}, err
	})
}

// User reads one user; not_found where they are not here.
func (s *Service) User(ctx context.Context, pass authz.Pass, one id.User) (domain.Member, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (domain.Member, error) {
		u, err := tx.User(one)
		if err != nil {
			return domain.Member{}, missing(err, "user")
		}
		m, err := tx.Member(u)
		if err != nil {
			return m, err
		}
		return m, tx.See(pass.Holding(), pass.Opened(), LocationIDs(m.Locations))
	})
}

// Summary counts the people of a workspace. Waiting is how many login requests the caller may decide, or nil
// where the caller may see none.
type Summary struct {
	Counts  map[domain.UserStatus]int64
	Waiting *int64
}

// Summary counts users by status, and the login requests that the caller may decide.
func (s *Service) Summary(ctx context.Context, pass authz.Pass) (Summary, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (Summary, error) {
		var out Summary
		var err error
		held := pass.Holding()
		if held.Somewhere(domain.UsersRead) {
			if out.Counts, err = tx.CountUsers(held.Reach(domain.UsersRead)); err != nil {
				return out, err
			}
		}
		if !held.Somewhere(domain.ApprovalsRead) || !held.Somewhere(domain.ApprovalsDecide) {
			return out, nil
		}
		n, err := tx.CountApprovals(Decidable(pass))
		out.Waiting = &n
		return out, err
	})
}

// Decidable filters the login requests that a holder of approvals:decide may decide: what the badge counts, and what
// the list shows to whoever asks for these alone.
func Decidable(pass authz.Pass) store.ApprovalFilter {
	reach := pass.Holding().Reach(domain.ApprovalsDecide)
	reach.All = true // deciding takes all of a person's locations
	return store.ApprovalFilter{DecidableBy: pass.User().ID, FourEyes: pass.Place().FourEyes, Within: reach}
}

// read runs one reading use case.
func read[T any](ctx context.Context, db *store.DB, pass authz.Pass, fn func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := db.Read(ctx, pass, func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}
