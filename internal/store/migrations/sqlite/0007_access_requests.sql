-- Who asks to join is kept apart from the workspace's people until the address is proved; the newest decisions are read first.
-- +goose Up
CREATE TABLE access_requests (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id text NOT NULL,
    user_id text,
    email text NOT NULL,
    name text NOT NULL,
    message text NOT NULL,
    token_hash text NOT NULL,
    mails integer NOT NULL,
    mailed_at datetime NOT NULL,
    expires_at datetime NOT NULL,
    proved_at datetime,
    created_at datetime NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);
CREATE UNIQUE INDEX access_requests_one_open ON access_requests (workspace_id, email) WHERE proved_at IS NULL;
CREATE INDEX access_requests_user ON access_requests (workspace_id, user_id);
CREATE INDEX access_requests_email ON access_requests (email) WHERE proved_at IS NULL;
CREATE INDEX access_requests_due ON access_requests (expires_at) WHERE proved_at IS NULL;

CREATE TABLE access_tokens (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    token_hash text NOT NULL,
    request_id text NOT NULL,
    created_at datetime NOT NULL,
    PRIMARY KEY (workspace_id, token_hash)
);
CREATE UNIQUE INDEX access_tokens_hash ON access_tokens (token_hash);
CREATE INDEX access_tokens_request ON access_tokens (workspace_id, request_id);

ALTER TABLE approvals ADD COLUMN message text NOT NULL DEFAULT '';
CREATE INDEX approvals_by_decided ON approvals (workspace_id, decided_at, id);
