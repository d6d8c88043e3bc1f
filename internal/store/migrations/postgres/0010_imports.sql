-- Bulk invitations: the file until its rows were read, the rows with what was found in them, and how far they have come.
-- Mails of a bulk wait for their turn. What a workspace has under way is counted in the row that every change writes last.
-- +goose Up
CREATE TABLE imports (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('mapping', 'checking', 'ready', 'running', 'done', 'cancelled', 'stopped', 'revoking', 'revoked')),
    file_name text NOT NULL,
    size_bytes bigint NOT NULL,
    encoding text NOT NULL,
    separator text NOT NULL,
    old_breaks boolean NOT NULL,
    headerless boolean NOT NULL,
    columns jsonb NOT NULL,
    mapping jsonb NOT NULL,
    role_ids jsonb NOT NULL,
    location_ids jsonb NOT NULL,
    locale text NOT NULL,
    message text NOT NULL,
    total_rows bigint NOT NULL,
    read_rows bigint NOT NULL,
    checked_rows bigint NOT NULL,
    valid_rows bigint NOT NULL,
    invalid_rows bigint NOT NULL,
    duplicate_rows bigint NOT NULL,
    member_rows bigint NOT NULL,
    invited_rows bigint NOT NULL,
    problems jsonb NOT NULL,
    done_rows bigint NOT NULL,
    failed_rows bigint NOT NULL,
    revoked_rows bigint NOT NULL,
    last_row bigint NOT NULL,
    stop_reason text NOT NULL,
    on_behalf uuid,
    created_by uuid,
    started_by uuid,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    forgotten_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, on_behalf) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, created_by) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, started_by) REFERENCES users (workspace_id, id)
);
CREATE INDEX imports_by_created ON imports (workspace_id, created_at, id);
CREATE INDEX imports_on_behalf ON imports (workspace_id, on_behalf);
CREATE INDEX imports_creator ON imports (workspace_id, created_by);
CREATE INDEX imports_starter ON imports (workspace_id, started_by);
CREATE INDEX imports_working ON imports (updated_at) WHERE state IN ('checking', 'running', 'revoking');
CREATE INDEX imports_kept ON imports (created_at) WHERE forgotten_at IS NULL;

CREATE TABLE import_chunks (
    workspace_id uuid NOT NULL,
    import_id uuid NOT NULL,
    number bigint NOT NULL,
    content bytea,
    PRIMARY KEY (workspace_id, import_id, number),
    FOREIGN KEY (workspace_id, import_id) REFERENCES imports (workspace_id, id)
);

CREATE TABLE import_rows (
    workspace_id uuid NOT NULL,
    import_id uuid NOT NULL,
    number bigint NOT NULL,
    line bigint NOT NULL,
    cells text NOT NULL,
    broken text NOT NULL,
    mended text NOT NULL,
    email text NOT NULL,
    verdict text NOT NULL,
    problems text NOT NULL,
    outcome text NOT NULL,
    user_id uuid,
    invitation_id uuid,
    PRIMARY KEY (workspace_id, import_id, number),
    FOREIGN KEY (workspace_id, import_id) REFERENCES imports (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);
CREATE INDEX import_rows_email ON import_rows (workspace_id, import_id, email, number) WHERE email <> '';
CREATE INDEX import_rows_user ON import_rows (workspace_id, user_id) WHERE user_id IS NOT NULL;

ALTER TABLE mails ADD COLUMN bulk boolean NOT NULL DEFAULT false;
ALTER TABLE mails ADD COLUMN held boolean NOT NULL DEFAULT false;
CREATE INDEX mails_held ON mails (for_workspace, id) WHERE held;
CREATE INDEX mails_turn ON mails (id) WHERE bulk AND NOT held AND status = 'queued';

ALTER TABLE audit_heads ADD COLUMN pending_invitations bigint NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN mail_day text NOT NULL DEFAULT '';
ALTER TABLE audit_heads ADD COLUMN mails bigint NOT NULL DEFAULT 0;
UPDATE audit_heads SET pending_invitations = (SELECT count(*) FROM invitations
    WHERE invitations.workspace_id::text = audit_heads.scope AND invitations.status = 'pending') WHERE scope <> '';
