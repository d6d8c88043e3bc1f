-- Webhooks, and each event on its way to each endpoint. next_try_at is set while tries are to be made.
-- +goose Up
CREATE TABLE webhooks (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id text NOT NULL,
    url text NOT NULL,
    description text NOT NULL,
    event_types text NOT NULL,
    enabled boolean NOT NULL,
    disabled_reason text NOT NULL,
    secret blob CHECK (secret IS NOT NULL),
    previous_secret blob,
    previous_until datetime,
    created_by text,
    on_behalf text,
    on_behalf_key text,
    alive_since datetime NOT NULL,
    failures integer NOT NULL,
    rest_until datetime,
    leased_until datetime,
    last_tried_at datetime,
    last_status integer NOT NULL,
    last_problem text NOT NULL,
    version integer NOT NULL,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, created_by) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, on_behalf) REFERENCES users (workspace_id, id)
);
CREATE INDEX webhooks_by_created ON webhooks (workspace_id, created_at, id);
CREATE INDEX webhooks_creator ON webhooks (workspace_id, created_by);
CREATE INDEX webhooks_on_behalf ON webhooks (workspace_id, on_behalf);

CREATE TABLE webhook_deliveries (
    workspace_id text NOT NULL,
    id text NOT NULL,
    webhook_id text NOT NULL,
    event_id text NOT NULL,
    event_type text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'retrying', 'delivered', 'failed')),
    attempts integer NOT NULL,
    window_from datetime NOT NULL,
    next_try_at datetime,
    tries text NOT NULL,
    status integer NOT NULL,
    answer text NOT NULL,
    problem text NOT NULL,
    last_tried_at datetime,
    created_at datetime NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks (workspace_id, id)
);
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (workspace_id, webhook_id, event_id);
CREATE INDEX webhook_deliveries_by_created ON webhook_deliveries (workspace_id, webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (workspace_id, webhook_id, state, created_at, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (workspace_id, webhook_id, next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (created_at);
