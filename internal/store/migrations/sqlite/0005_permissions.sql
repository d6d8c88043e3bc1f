-- The permissions of the workspace's own app.
-- +goose Up
CREATE TABLE permissions (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    permission text NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    PRIMARY KEY (workspace_id, permission)
);
