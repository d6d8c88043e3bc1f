-- API keys. A request finds its key by the hash of its secret, or of the one before while a rotation overlaps.
-- +goose Up
CREATE TABLE api_keys (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    permissions text NOT NULL,
    prefix text NOT NULL,
    token_hash text NOT NULL,
    previous_hash text,
    previous_until datetime,
    expires_at datetime,
    created_by text NOT NULL,
    made_by text,
    last_used_at datetime,
    version integer NOT NULL,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, created_by) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, made_by) REFERENCES api_keys (workspace_id, id)
);
CREATE UNIQUE INDEX api_keys_token ON api_keys (token_hash);
CREATE UNIQUE INDEX api_keys_previous ON api_keys (previous_hash);
CREATE INDEX api_keys_by_name ON api_keys (workspace_id, name_key, id);
CREATE INDEX api_keys_by_created ON api_keys (workspace_id, created_at, id);
CREATE INDEX api_keys_maker ON api_keys (workspace_id, created_by);
CREATE INDEX api_keys_made_by ON api_keys (workspace_id, made_by);

ALTER TABLE invitations ADD COLUMN invited_by_key text;
ALTER TABLE imports ADD COLUMN on_behalf_key text;
