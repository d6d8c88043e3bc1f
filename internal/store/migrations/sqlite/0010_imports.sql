-- Bulk invitations: the file until its rows were read, the rows with what was found in them, and how far they have come.
-- Mails of a bulk wait for their turn. What a workspace has under way is counted in the row that every change writes last.
-- +goose Up
CREATE TABLE imports (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id text NOT NULL,
    state text NOT NULL CHECK (state IN ('mapping', 'checking', 'ready', 'running', 'done', 'cancelled', 'stopped', 'revoking', 'revoked')),
    file_name text NOT NULL,
    size_bytes integer NOT NULL,
    encoding text NOT NULL,
    separator text NOT NULL,
    old_breaks boolean NOT NULL,
    headerless boolean NOT NULL,
    columns text NOT NULL,
    mapping text NOT NULL,
    role_ids text NOT NULL,
    location_ids text NOT NULL,
    locale text NOT NULL,
    message text NOT NULL,
    total_rows integer NOT NULL,
    read_rows integer NOT NULL,
    checked_rows integer NOT NULL,
    valid_rows integer NOT NULL,
    invalid_rows integer NOT NULL,
    duplicate_rows integer NOT NULL,
    member_rows integer NOT NULL,
    invited_rows integer NOT NULL,
    problems text NOT NULL,
    done_rows integer NOT NULL,
    failed_rows integer NOT NULL,
    revoked_rows integer NOT NULL,
    last_row integer NOT NULL,
    stop_reason text NOT NULL,
    on_behalf text,
    created_by text,
    started_by text,
    version integer NOT NULL,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    started_at datetime,
    finished_at datetime,
    forgotten_at datetime,
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
    workspace_id text NOT NULL,
    import_id text NOT NULL,
    number integer NOT NULL,
    content blob,
    PRIMARY KEY (workspace_id, import_id, number),
    FOREIGN KEY (workspace_id, import_id) REFERENCES imports (workspace_id, id)
);

CREATE TABLE import_rows (
    workspace_id text NOT NULL,
    import_id text NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    cells text NOT NULL,
    broken text NOT NULL,
    mended text NOT NULL,
    email text NOT NULL,
    verdict text NOT NULL,
    problems text NOT NULL,
    outcome text NOT NULL,
    user_id text,
    invitation_id text,
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

ALTER TABLE audit_heads ADD COLUMN pending_invitations integer NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN mail_day text NOT NULL DEFAULT '';
ALTER TABLE audit_heads ADD COLUMN mails integer NOT NULL DEFAULT 0;
UPDATE audit_heads SET pending_invitations = (SELECT count(*) FROM invitations
    WHERE invitations.workspace_id = audit_heads.scope AND invitations.status = 'pending') WHERE scope <> '';
