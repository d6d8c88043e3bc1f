package client

import (
	"context"
	"errors"
	"iter"

	"github.com/google/uuid"
)

// The iterators go through a whole list, asking for a page when it is needed. They take what the list takes, or nil;
// a Cursor in it is where they begin. After an error they end. `break` ends them early.

// EachAPIKey goes through the API keys of a workspace.
func (g *Gatehouse) EachAPIKey(ctx context.Context, workspace uuid.UUID, p *ListAPIKeysParams) iter.Seq2[APIKey, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]APIKey, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListAPIKeysWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachApproval goes through the approvals.
func (g *Gatehouse) EachApproval(ctx context.Context, workspace uuid.UUID, p *ListApprovalsParams) iter.Seq2[Approval, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]Approval, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListApprovalsWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachAuditEvent goes through the entries of the audit log.
func (g *Gatehouse) EachAuditEvent(ctx context.Context, workspace uuid.UUID, p *ListAuditEventsParams) iter.Seq2[AuditEvent, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]AuditEvent, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListAuditEventsWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachImport goes through the imports.
func (g *Gatehouse) EachImport(ctx context.Context, workspace uuid.UUID, p *ListImportsParams) iter.Seq2[Import, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]Import, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListImportsWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachImportRow goes through the rows of an import.
func (g *Gatehouse) EachImportRow(ctx context.Context, workspace, importID uuid.UUID, p *ListImportRowsParams) iter.Seq2[ImportRow, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]ImportRow, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListImportRowsWithResponse(ctx, workspace, importID, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachInvitation goes through the invitations.
func (g *Gatehouse) EachInvitation(ctx context.Context, workspace uuid.UUID, p *ListInvitationsParams) iter.Seq2[Invitation, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]Invitation, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListInvitationsWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachLocation goes through the locations.
func (g *Gatehouse) EachLocation(ctx context.Context, workspace uuid.UUID, p *ListLocationsParams) iter.Seq2[Location, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]Location, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListLocationsWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachRole goes through the roles.
func (g *Gatehouse) EachRole(ctx context.Context, workspace uuid.UUID, p *ListRolesParams) iter.Seq2[Role, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]Role, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListRolesWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachUser goes through the people.
func (g *Gatehouse) EachUser(ctx context.Context, workspace uuid.UUID, p *ListUsersParams) iter.Seq2[User, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]User, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListUsersWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachWebhook goes through the webhooks.
func (g *Gatehouse) EachWebhook(ctx context.Context, workspace uuid.UUID, p *ListWebhooksParams) iter.Seq2[Webhook, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]Webhook, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListWebhooksWithResponse(ctx, workspace, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

// EachWebhookDelivery goes through the deliveries of a webhook.
func (g *Gatehouse) EachWebhookDelivery(ctx context.Context, workspace, webhookID uuid.UUID, p *ListWebhookDeliveriesParams) iter.Seq2[WebhookDelivery, error] {
	q := copyOf(p)
	return each(q.Cursor, func(cursor *string) ([]WebhookDelivery, *string, error) {
		q := q
		q.Cursor = cursor
		a, err := g.ListWebhookDeliveriesWithResponse(ctx, workspace, webhookID, &q)
		if err != nil || a.JSON200 == nil {
			return nil, nil, orNoPage(err)
		}
		return a.JSON200.Data, a.JSON200.NextCursor, nil
	})
}

func copyOf[P any](p *P) (c P) {
	if p != nil {
		c = *p
	}
	return c
}

// orNoPage is for an answer that is no refusal and no page either.
func orNoPage(err error) error {
	if err == nil {
		err = errors.New("gatehouse: the answer is not a page; does the address lead to Gatehouse?")
	}
	return err
}

// each asks for page after page, each time the list is gone through anew.
func each[T any](first *string, ask func(cursor *string) ([]T, *string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for cursor := first; ; {
			data, next, err := ask(cursor)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, one := range data {
				if !yield(one, nil) {
					return
				}
			}
			if next == nil {
				return
			}
			cursor = next
		}
	}
}
