-- Webhooks, and each event on its way to each endpoint. next_try_at is set while tries are to be made.
-- +goose Up
CREATE TABLE webhooks (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    url text NOT NULL,
    description text NOT NULL,
    event_types jsonb NOT NULL,
    enabled boolean NOT NULL,
    disabled_reason text NOT NULL,
    secret bytea CHECK (secret IS NOT NULL),
    previous_secret bytea,
    previous_until timestamptz,
    created_by uuid,
    on_behalf uuid,
    on_behalf_key uuid,
    alive_since timestamptz NOT NULL,
    failures bigint NOT NULL,
    rest_until timestamptz,
    leased_until timestamptz,
    last_tried_at timestamptz,
    last_status bigint NOT NULL,
    last_problem text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, created_by) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, on_behalf) REFERENCES users (workspace_id, id)
);
CREATE INDEX webhooks_by_created ON webhooks (workspace_id, created_at, id);
CREATE INDEX webhooks_creator ON webhooks (workspace_id, created_by);
CREATE INDEX webhooks_on_behalf ON webhooks (workspace_id, on_behalf);

CREATE TABLE webhook_deliveries (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'retrying', 'delivered', 'failed')),
    attempts bigint NOT NULL,
    window_from timestamptz NOT NULL,
    next_try_at timestamptz,
    tries jsonb NOT NULL,
    status bigint NOT NULL,
    answer text NOT NULL,
    problem text NOT NULL,
    last_tried_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks (workspace_id, id)
);
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (workspace_id, webhook_id, event_id);
CREATE INDEX webhook_deliveries_by_created ON webhook_deliveries (workspace_id, webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (workspace_id, webhook_id, state, created_at, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (workspace_id, webhook_id, next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (created_at);
