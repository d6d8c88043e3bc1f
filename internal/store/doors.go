package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The doors: the few statements that look beyond one workspace, each with its reason. With raw_standing.go
// they are the only ones; a test holds the list.

// Place is one account's place in one workspace.
type Place struct {
	Workspace domain.Workspace
	User      domain.User
	Roles     []domain.Role
	Locations []domain.Location
	Approval  *domain.Approval
	Own       domain.Permissions // of the workspace's own app
}

// PlacesOf lists all places of an account. Reason: at sign-in, and in its own account, a person is in no
// workspace yet; the account's id is the predicate instead.
func (tx *Tx) PlacesOf(account id.Account) ([]Place, error) {
	found, err := tx.placeRows(account)
	if err != nil {
		return nil, err
	}
	places := make([]Place, 0, len(found))
	for _, row := range found {
		if last := len(places) - 1; last >= 0 && places[last].User.ID == row.U.ID {
			places[last].Roles = append(places[last].Roles, row.R)
			continue
		}
		p := Place{User: row.U, Workspace: row.W, Own: domain.NewPermissions(listOf[domain.Permission](row.O)...)}
		if row.R.ID != "" {
			p.Roles = append(p.Roles, row.R)
		}
		in := tx.inside(row.W.ID)
		if row.L != "" {
			if p.Locations, err = in.LocationsOf(row.U.ID); err != nil {
				return nil, err
			}
		}
		if row.U.Status == domain.StatusPending {
			if p.Approval, err = in.LatestApprovalOf(row.U.ID); err != nil {
				return nil, err
			}
		}
		places = append(places, p)
	}
	return places, nil
}

// HasPlaces tells whether the account has any place, in any workspace. Reason: an account without a place
// is deleted with its last one.
func (tx *Tx) HasPlaces(account id.Account) (bool, error) {
	var n int64
	err := tx.door().Model(&domain.User{}).Where("account_id = ?", account).Limit(1).Count(&n).Error
	return n > 0, err
}

// withoutPlace gives those of the accounts that have no place in any workspace. Reason: as for HasPlaces, for many.
func (tx *Tx) withoutPlace(list []id.Account) ([]domain.Account, error) {
	var placed []id.Account
	err := tx.door().Model(&domain.User{}).Where("account_id IN ?", id.Text(list)).Distinct().Pluck("account_id", &placed).Error
	if err != nil {
		return nil, err
	}
	here := make(map[id.Account]bool, len(placed))
	for _, a := range placed {
		here[a] = true
	}
	list = slices.DeleteFunc(slices.Clone(list), func(a id.Account) bool { return here[a] })
	var gone []domain.Account
	err = plain[domain.Account](tx).Select("id", "email").Where("id IN ?", id.Text(list)).Find(&gone).Error
	return gone, err
}

// ended makes not_found of a missing row where the proof's whole workspace was deleted after the proof was minted, so
// that whoever was under way in it gets the answer of whoever comes later. Reason: the workspace may be gone.
func (db *DB) ended(ctx context.Context, proof authz.Proof, err error) error {
	ws := proof.Workspace()
	if ws == "" || !errors.Is(err, ErrMissing) || errs.Of(err) != nil {
		return err
	}
	tx := db.newTx(ctx, db.reader, proof, &ledger{upkeep: true, reads: true})
	var n int64
	if found := tx.door().Model(&domain.Workspace{}).Where("id = ?", ws).Count(&n).Error; found != nil || n > 0 {
		return err
	}
	return errs.Missing("workspace")
}

// InvitationTokenByHash finds a link that was given out. Reason: the token itself is what names the workspace.
func (tx *Tx) InvitationTokenByHash(hash string) (domain.InvitationToken, error) {
	var t domain.InvitationToken
	err := tx.door().Where("token_hash = ?", hash).Take(&t).Error
	return t, translate(err)
}

// AccessTokenByHash finds a link that was sent to prove an address. Reason: the token itself is what names the workspace.
func (tx *Tx) AccessTokenByHash(hash string) (domain.AccessToken, error) {
	var t domain.AccessToken
	err := tx.door().Where("token_hash = ?", hash).Take(&t).Error
	return t, translate(err)
}

// OpenPlace finds the workspace with a slug that lets people ask to join; ErrMissing for any other, whether or not there
// is one. Reason: whoever asks is in no workspace, and knows its address alone.
func (tx *Tx) OpenPlace(slug string) (domain.Workspace, error) {
	var w domain.Workspace
	if !utf8.ValidString(slug) || strings.Contains(slug, "\x00") {
		return w, ErrMissing // PostgreSQL takes no such text, not even to compare it
	}
	err := tx.door().Where("slug = ? AND access_requests <> ?", slug, domain.AccessOff).Take(&w).Error
	return w, translate(err)
}

// AccessRequestsDue lists requests that nobody proved in time, the oldest first.
func (tx *Tx) AccessRequestsDue(limit int) ([]Due, error) {
	var list []Due
	err := tx.door().Table("access_requests").Select("workspace_id AS workspace", "id").
		Where("proved_at IS NULL AND expires_at <= ?", tx.now).Order("expires_at").Limit(limit).Scan(&list).Error
	return list, err
}

// SlugTaken tells whether any workspace has the slug. Reason: slugs are unique over all workspaces.
func (tx *Tx) SlugTaken(slug string) (bool, error) {
	var n int64
	err := tx.door().Model(&domain.Workspace{}).Where("slug = ?", slug).Count(&n).Error
	return n > 0, err
}

// WorkspaceNamed finds a workspace by its id or its slug; ErrMissing where no workspace has either. Reason: whoever
// runs the machine names the workspace that they want to enter.
func (tx *Tx) WorkspaceNamed(text string) (domain.Workspace, error) {
	column := "slug"
	if _, err := id.Parse[id.Workspace](text); err == nil {
		column = "id"
	}
	var w domain.Workspace
	err := tx.door().Where(column+" = ?", text).Take(&w).Error
	return w, translate(err)
}

// Found writes a new workspace and confines the rest of the transaction to it. Reason: before its founding
// there is no workspace to be confined to. It refuses in a transaction that is confined already.
func (tx *Tx) Found(w domain.Workspace) error {
	if tx.ledger.scope != "" {
		return ErrUnscoped
	}
	tx.ledger.scope = w.ID
	return tx.db.Create(&w).Error
}

// SeenActive notes when an account was last active in its places; bookkeeping. Reason: it is the account that is
// seen, wherever it has a place.
func (tx *Tx) SeenActive(a id.Account) error {
	return tx.door().Model(&domain.User{}).
		Where("account_id = ? AND status = ? AND last_active_at < ?", a, domain.StatusActive, tx.now.Add(-time.Minute)).
		UpdateColumn("last_active_at", tx.now).Error
}

// Due names what the house's own loops have to do next, in any workspace. Reason: time runs out everywhere.
type Due struct {
	Workspace id.Workspace
	ID        string
}

// InvitationsDue lists pending invitations whose end has come, the oldest first.
func (tx *Tx) InvitationsDue(limit int) ([]Due, error) {
	return tx.due("invitations", "status = ? AND expires_at <= ?", string(domain.InvitationPending), limit)
}

// ApprovalsDue lists pending approvals whose end has come, the oldest first.
func (tx *Tx) ApprovalsDue(limit int) ([]Due, error) {
	return tx.due("approvals", "state = ? AND expires_at <= ?", string(domain.ApprovalPending), limit)
}

func (tx *Tx) due(table, where, state string, limit int) ([]Due, error) {
	var list []Due
	err := tx.door().Table(table).Select("workspace_id AS workspace", "id").Where(where, state, tx.now).
		Order("expires_at").Limit(limit).Scan(&list).Error
	return list, err
}

// ApprovalsToNudge lists pending approvals of which the approvers were not reminded since before. Reason: as
// for Due.
func (tx *Tx) ApprovalsToNudge(before any, limit int) ([]Due, error) {
	var list []Due
	err := tx.door().Table("approvals").Select("workspace_id AS workspace", "id").
		Where("state = ? AND created_at <= ? AND (nudged_at IS NULL OR nudged_at <= ?)",
			string(domain.ApprovalPending), before, before).
		Order("created_at").Limit(limit).Scan(&list).Error
	return list, err
}

// ImportsToForget lists imports whose rows are kept no longer: those that ended before one time, and those that were left
// unstarted before another. Reason: as for Due.
func (tx *Tx) ImportsToForget(ended, left any, limit int) ([]Due, error) {
	var list []Due
	err := tx.door().Table("imports").Select("workspace_id AS workspace", "id").
		Where("forgotten_at IS NULL AND (finished_at <= ? OR (finished_at IS NULL AND state IN ('mapping', 'ready') AND updated_at <= ?)"+
			" OR (state = 'cancelled' AND started_at IS NULL))", ended, left).
		Order("created_at").Limit(limit).Scan(&list).Error
	return list, err
}

// ImportsAtWork lists imports with work that nobody has done for a while. Reason: as for Due.
func (tx *Tx) ImportsAtWork(since any, limit int) ([]Due, error) {
	var list []Due
	err := tx.door().Table("imports").Select("workspace_id AS workspace", "id").
		Where("state IN ('checking', 'running', 'revoking') AND updated_at <= ?", since).
		Order("updated_at").Limit(limit).Scan(&list).Error
	return list, err
}

// announceIn puts what was recorded in a workspace on its way to its webhooks. Reason: a transaction may have walked
// through several workspaces, and ends in none of them.
func (tx *Tx) announceIn(ws id.Workspace, entries []*domain.AuditEvent) error {
	if ws == "" {
		return nil
	}
	return tx.inside(ws).announce(entries)
}

// Inside confines the transaction to a place that PlacesOf gave. Reason: whoever waits at the gate is told who
// decides there.
func (tx *Tx) Inside(p Place) *Tx { return tx.inside(p.User.WorkspaceID) }

// inside gives a view of the transaction confined to one workspace, for doors that walk several.
func (tx *Tx) inside(ws id.Workspace) *Tx {
	l := *tx.ledger // the tally stays shared: what is done inside is accounted for at the end
	l.scope = ws
	c := *tx
	c.ledger = &l
	c.ctx = context.WithValue(tx.ctx, ledgerKey{}, &l)
	c.db = tx.db.WithContext(c.ctx)
	return &c
}
