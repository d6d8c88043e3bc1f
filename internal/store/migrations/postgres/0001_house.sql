-- +goose Up
CREATE TABLE installations (
    id bigint PRIMARY KEY CHECK (id = 1),
    setup_token_hash text NOT NULL,
    setup_done_at timestamptz
);

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    email_verified_at timestamptz,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX accounts_email ON accounts (email);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token_hash text NOT NULL,
    previous_hash text NOT NULL,
    rotated_at timestamptz NOT NULL,
    authenticated_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    ip text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_account ON sessions (account_id, created_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE used_tokens (
    token_hash text PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    used_at timestamptz NOT NULL
);
CREATE INDEX used_tokens_session ON used_tokens (session_id);

CREATE TABLE password_resets (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token_hash text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX password_resets_token ON password_resets (token_hash);
CREATE INDEX password_resets_account ON password_resets (account_id);

CREATE TABLE workspaces (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL,
    approval_policy text NOT NULL CHECK (approval_policy IN ('always', 'unless_invited_by_approver', 'outside_domains', 'never')),
    four_eyes boolean NOT NULL,
    own_domains jsonb NOT NULL,
    invitation_ttl_hours bigint NOT NULL,
    approval_ttl_hours bigint NOT NULL,
    access_requests text NOT NULL CHECK (access_requests IN ('off', 'domains', 'anyone')),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX workspaces_slug ON workspaces (slug);

CREATE TABLE roles (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    description text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('workspace', 'locations')),
    built_in boolean NOT NULL,
    permissions jsonb NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX roles_name ON roles (workspace_id, name_key);

CREATE TABLE locations (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    address text NOT NULL,
    timezone text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX locations_name ON locations (workspace_id, name_key);

CREATE TABLE users (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id),
    name text NOT NULL,
    name_key text NOT NULL,
    email text NOT NULL,
    search text NOT NULL,
    status text NOT NULL CHECK (status IN ('invited', 'pending_approval', 'active', 'suspended')),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    activated_at timestamptz,
    last_active_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX users_email ON users (workspace_id, email);
CREATE UNIQUE INDEX users_account ON users (account_id, workspace_id);
CREATE INDEX users_by_name ON users (workspace_id, name_key, id);
CREATE INDEX users_by_created ON users (workspace_id, created_at, id);
CREATE INDEX users_by_last_active ON users (workspace_id, last_active_at, id);
CREATE INDEX users_by_status ON users (workspace_id, status, name_key, id);

CREATE TABLE user_roles (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, user_id, role_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, role_id) REFERENCES roles (workspace_id, id)
);
CREATE INDEX user_roles_role ON user_roles (workspace_id, role_id, user_id);

CREATE TABLE user_locations (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    location_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, user_id, location_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, location_id) REFERENCES locations (workspace_id, id)
);
CREATE INDEX user_locations_location ON user_locations (workspace_id, location_id, user_id);

CREATE TABLE invitations (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    user_id uuid,
    email text NOT NULL,
    name text NOT NULL,
    role_ids jsonb NOT NULL,
    location_ids jsonb NOT NULL,
    message text NOT NULL,
    locale text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'accepted', 'declined', 'revoked', 'expired')),
    delivery text NOT NULL CHECK (delivery IN ('queued', 'sent', 'retrying', 'undeliverable', 'link')),
    delivery_problem text NOT NULL,
    next_try_at timestamptz,
    generation bigint NOT NULL,
    invited_by uuid,
    expires_at timestamptz NOT NULL,
    new_asked_at timestamptz,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, invited_by) REFERENCES users (workspace_id, id)
);
CREATE UNIQUE INDEX invitations_one_live ON invitations (workspace_id, email) WHERE status = 'pending';
CREATE INDEX invitations_user ON invitations (workspace_id, user_id);
CREATE INDEX invitations_inviter ON invitations (workspace_id, invited_by);
CREATE INDEX invitations_by_created ON invitations (workspace_id, created_at, id);
CREATE INDEX invitations_due ON invitations (expires_at) WHERE status = 'pending';

CREATE TABLE invitation_tokens (
    token_hash text PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    invitation_id uuid NOT NULL,
    generation bigint NOT NULL,
    ended boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX invitation_tokens_invitation ON invitation_tokens (workspace_id, invitation_id);

CREATE TABLE approvals (
    workspace_id uuid NOT NULL REFERENCES workspaces (id),
    id uuid NOT NULL,
    user_id uuid,
    state text NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'cancelled', 'expired')),
    source text NOT NULL,
    invited_by uuid,
    flags jsonb NOT NULL,
    expires_at timestamptz NOT NULL,
    reminded_at timestamptz,
    nudged_at timestamptz,
    decided_by uuid,
    decided_label text NOT NULL,
    decided_at timestamptz,
    note text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, invited_by) REFERENCES users (workspace_id, id),
    FOREIGN KEY (workspace_id, decided_by) REFERENCES users (workspace_id, id)
);
CREATE UNIQUE INDEX approvals_one_pending ON approvals (workspace_id, user_id) WHERE state = 'pending';
CREATE INDEX approvals_user ON approvals (workspace_id, user_id);
CREATE INDEX approvals_inviter ON approvals (workspace_id, invited_by);
CREATE INDEX approvals_decider ON approvals (workspace_id, decided_by);
CREATE INDEX approvals_by_state ON approvals (workspace_id, state, created_at, id);
CREATE INDEX approvals_by_created ON approvals (workspace_id, created_at, id);
CREATE INDEX approvals_due ON approvals (expires_at) WHERE state = 'pending';

CREATE TABLE audit_events (
    id uuid PRIMARY KEY,
    for_workspace uuid,
    type text NOT NULL,
    occurred_at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    actor_label text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    target_label text NOT NULL,
    changes jsonb NOT NULL,
    request_id text NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL
);
CREATE INDEX audit_events_workspace ON audit_events (for_workspace, occurred_at, id);

CREATE TABLE mails (
    id uuid PRIMARY KEY,
    for_workspace uuid,
    invitation_id uuid,
    generation bigint NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    locale text NOT NULL,
    payload bytea,
    status text NOT NULL CHECK (status IN ('queued', 'retrying', 'sent', 'undeliverable', 'dropped')),
    digest text NOT NULL,
    attempts bigint NOT NULL,
    problem text NOT NULL,
    next_try_at timestamptz,
    leased_until timestamptz,
    message_id text NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz
);
CREATE INDEX mails_waiting ON mails (status, next_try_at) WHERE status IN ('queued', 'retrying');
CREATE INDEX mails_digest ON mails (recipient, digest) WHERE status = 'queued';
CREATE INDEX mails_invitation ON mails (invitation_id);

CREATE TABLE local_mails (
    id uuid PRIMARY KEY,
    recipient text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    raw bytea,
    created_at timestamptz NOT NULL
);

CREATE TABLE idempotency_keys (
    scope text NOT NULL,
    key text NOT NULL,
    operation text NOT NULL,
    body_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done', 'answered')),
    holder text NOT NULL,
    leased_until timestamptz NOT NULL,
    answer bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
