-- The permissions of the workspace's own app.
-- +goose Up
CREATE TABLE permissions (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    permission text NOT NULL,
    description text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, permission)
);
