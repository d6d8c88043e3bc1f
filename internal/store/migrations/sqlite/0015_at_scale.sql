-- What reads all of a table where it holds millions of rows gets an index: parts of names and addresses by their groups of
-- three letters, people by the host of their address, invitations by their state, mails by age. Nothing looks for a mail by
-- its invitation.
-- +goose Up
CREATE INDEX users_by_host ON users (workspace_id, substr(email, instr(email, '@') + 1));
CREATE INDEX invitations_by_status ON invitations (workspace_id, status, created_at, id);
CREATE INDEX mails_by_created ON mails (created_at);
DROP INDEX mails_invitation;

-- What is written is fresh until the house takes its groups of letters in, many together: one by one it costs as much as all
-- the rest of an invitation. The keys are of their own, because the row numbers of a table without one change when a
-- database is vacuumed.
CREATE TABLE user_fragment_keys (
    number integer PRIMARY KEY,
    workspace_id text NOT NULL,
    owner_id text NOT NULL,
    fresh boolean NOT NULL
);
CREATE UNIQUE INDEX user_fragment_keys_owner ON user_fragment_keys (workspace_id, owner_id);
CREATE INDEX user_fragment_keys_fresh ON user_fragment_keys (workspace_id, owner_id) WHERE fresh;
CREATE VIRTUAL TABLE user_fragments USING fts5 (search, content = '', contentless_delete = 1, tokenize = 'trigram', detail = 'none');
INSERT INTO user_fragment_keys (workspace_id, owner_id, fresh) SELECT workspace_id, id, false FROM users;
INSERT INTO user_fragments (rowid, search) SELECT k.number, o.search
    FROM user_fragment_keys k JOIN users o ON o.workspace_id = k.workspace_id AND o.id = k.owner_id;
-- +goose StatementBegin
CREATE TRIGGER user_fragments_added AFTER INSERT ON users
BEGIN
    INSERT INTO user_fragment_keys (workspace_id, owner_id, fresh) VALUES (new.workspace_id, new.id, true);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER user_fragments_changed AFTER UPDATE OF search ON users WHEN new.search <> old.search
BEGIN
    UPDATE user_fragment_keys SET fresh = true WHERE workspace_id = new.workspace_id AND owner_id = new.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER user_fragments_dropped AFTER DELETE ON users
BEGIN
    DELETE FROM user_fragments WHERE rowid = (
        SELECT number FROM user_fragment_keys WHERE workspace_id = old.workspace_id AND owner_id = old.id);
    DELETE FROM user_fragment_keys WHERE workspace_id = old.workspace_id AND owner_id = old.id;
END;
-- +goose StatementEnd

CREATE TABLE invitation_fragment_keys (
    number integer PRIMARY KEY,
    workspace_id text NOT NULL,
    owner_id text NOT NULL,
    fresh boolean NOT NULL
);
CREATE UNIQUE INDEX invitation_fragment_keys_owner ON invitation_fragment_keys (workspace_id, owner_id);
CREATE INDEX invitation_fragment_keys_fresh ON invitation_fragment_keys (workspace_id, owner_id) WHERE fresh;
CREATE VIRTUAL TABLE invitation_fragments USING fts5 (search, content = '', contentless_delete = 1, tokenize = 'trigram', detail = 'none');
INSERT INTO invitation_fragment_keys (workspace_id, owner_id, fresh) SELECT workspace_id, id, false FROM invitations;
INSERT INTO invitation_fragments (rowid, search) SELECT k.number, o.search
    FROM invitation_fragment_keys k JOIN invitations o ON o.workspace_id = k.workspace_id AND o.id = k.owner_id;
-- +goose StatementBegin
CREATE TRIGGER invitation_fragments_added AFTER INSERT ON invitations
BEGIN
    INSERT INTO invitation_fragment_keys (workspace_id, owner_id, fresh) VALUES (new.workspace_id, new.id, true);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER invitation_fragments_changed AFTER UPDATE OF search ON invitations WHEN new.search <> old.search
BEGIN
    UPDATE invitation_fragment_keys SET fresh = true WHERE workspace_id = new.workspace_id AND owner_id = new.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER invitation_fragments_dropped AFTER DELETE ON invitations
BEGIN
    DELETE FROM invitation_fragments WHERE rowid = (
        SELECT number FROM invitation_fragment_keys WHERE workspace_id = old.workspace_id AND owner_id = old.id);
    DELETE FROM invitation_fragment_keys WHERE workspace_id = old.workspace_id AND owner_id = old.id;
END;
-- +goose StatementEnd

-- The planner knows how rows are spread from this table alone: without it, it takes it that a workspace has ten of anything,
-- and reads all of a workspace where it should look for one person. So it is told what a large installation is like, once
-- and for all: plans do not depend on when somebody had the database count. STATISTICS: a test asks for a row for each index.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('installations', NULL, '1'),
    ('accounts', 'sqlite_autoindex_accounts_1', '1000000 1'),
    ('accounts', 'accounts_email', '1000000 1'),
    ('sessions', 'sqlite_autoindex_sessions_1', '1000000 1'),
    ('sessions', 'sessions_token', '1000000 1'),
    ('sessions', 'sessions_account', '1000000 2 2'),
    ('sessions', 'sessions_expiry', '1000000 2'),
    ('used_tokens', 'sqlite_autoindex_used_tokens_1', '1000000 1'),
    ('used_tokens', 'used_tokens_session', '1000000 2'),
    ('password_resets', 'sqlite_autoindex_password_resets_1', '100000 1'),
    ('password_resets', 'password_resets_token', '100000 1'),
    ('password_resets', 'password_resets_account', '100000 2'),
    ('workspaces', 'sqlite_autoindex_workspaces_1', '1000 1'),
    ('workspaces', 'workspaces_slug', '1000 1'),
    ('roles', 'sqlite_autoindex_roles_1', '10000 1000 1'),
    ('roles', 'roles_name', '10000 1000 1'),
    ('locations', 'sqlite_autoindex_locations_1', '20000 2000 1'),
    ('locations', 'locations_name', '20000 2000 1'),
    ('users', 'sqlite_autoindex_users_1', '1000000 100000 1'),
    ('users', 'users_email', '1000000 100000 1'),
    ('users', 'users_account', '1000000 2 1'),
    ('users', 'users_by_name', '1000000 100000 2 1'),
    ('users', 'users_by_created', '1000000 100000 2 1'),
    ('users', 'users_by_last_active', '1000000 100000 2 1'),
    ('users', 'users_by_status', '1000000 100000 20000 2 1'),
    ('users', 'users_by_host', '1000000 100000 2000'),
    ('user_roles', 'sqlite_autoindex_user_roles_1', '1000000 100000 2 1'),
    ('user_roles', 'user_roles_role', '1000000 100000 5000 2'),
    ('user_locations', 'sqlite_autoindex_user_locations_1', '1000000 100000 2 1'),
    ('user_locations', 'user_locations_location', '1000000 100000 1000 2'),
    ('invitations', 'sqlite_autoindex_invitations_1', '1000000 100000 1'),
    ('invitations', 'invitations_one_live', '100000 10000 1'),
    ('invitations', 'invitations_user', '1000000 100000 2'),
    ('invitations', 'invitations_inviter', '1000000 100000 100'),
    ('invitations', 'invitations_by_created', '1000000 100000 2 1'),
    ('invitations', 'invitations_by_status', '1000000 100000 20000 2 1'),
    ('invitations', 'invitations_due', '100000 2'),
    ('invitation_tokens', 'sqlite_autoindex_invitation_tokens_1', '1000000 1'),
    ('invitation_tokens', 'invitation_tokens_invitation', '1000000 100000 2'),
    ('approvals', 'sqlite_autoindex_approvals_1', '1000000 100000 1'),
    ('approvals', 'approvals_one_pending', '10000 1000 1'),
    ('approvals', 'approvals_user', '1000000 100000 2'),
    ('approvals', 'approvals_inviter', '1000000 100000 100'),
    ('approvals', 'approvals_decider', '1000000 100000 100'),
    ('approvals', 'approvals_by_state', '1000000 100000 20000 2 1'),
    ('approvals', 'approvals_by_created', '1000000 100000 2 1'),
    ('approvals', 'approvals_due', '10000 2'),
    ('approvals', 'approvals_by_decided', '1000000 100000 2 1'),
    ('audit_events', 'sqlite_autoindex_audit_events_1', '1000000 1'),
    ('audit_events', 'audit_events_workspace', '1000000 100000 2 1'),
    ('audit_events', 'audit_events_actor', '1000000 100000 100 2 1'),
    ('audit_events', 'audit_events_target', '1000000 100000 2 2 1'),
    ('audit_events', 'audit_events_about', '1000000 100000 2 2 1'),
    ('audit_events', 'audit_events_type', '1000000 100000 3333 2 1'),
    ('audit_events', 'audit_events_sequence', '1000000 100000 1'),
    ('mails', 'sqlite_autoindex_mails_1', '1000000 1'),
    ('mails', 'mails_waiting', '1000 200 2'),
    ('mails', 'mails_digest', '1000 2 2'),
    ('mails', 'mails_recipient', '500000 2'),
    ('mails', 'mails_leased', '100 2'),
    ('mails', 'mails_held', '10000 1000 1'),
    ('mails', 'mails_turn', '500 2'),
    ('mails', 'mails_by_created', '1000000 2'),
    ('local_mails', 'sqlite_autoindex_local_mails_1', '500 1'),
    ('idempotency_keys', 'sqlite_autoindex_idempotency_keys_1', '100000 10 1'),
    ('idempotency_keys', 'idempotency_keys_created', '100000 2'),
    ('permissions', 'sqlite_autoindex_permissions_1', '10000 1000 1'),
    ('access_requests', 'sqlite_autoindex_access_requests_1', '100000 10000 1'),
    ('access_requests', 'access_requests_one_open', '10000 1000 1'),
    ('access_requests', 'access_requests_user', '100000 10000 2'),
    ('access_requests', 'access_requests_email', '10000 2'),
    ('access_requests', 'access_requests_due', '10000 2'),
    ('access_tokens', 'sqlite_autoindex_access_tokens_1', '100000 10000 1'),
    ('access_tokens', 'access_tokens_hash', '100000 1'),
    ('access_tokens', 'access_tokens_request', '100000 10000 2'),
    ('email_moves', 'sqlite_autoindex_email_moves_1', '10000 1'),
    ('email_moves', 'email_moves_account', '10000 1'),
    ('email_moves', 'email_moves_old', '10000 1'),
    ('email_moves', 'email_moves_new', '10000 1'),
    ('email_moves', 'email_moves_expiry', '10000 2'),
    ('audit_heads', 'sqlite_autoindex_audit_heads_1', '1000 1'),
    ('imports', 'sqlite_autoindex_imports_1', '10000 1000 1'),
    ('imports', 'imports_by_created', '10000 1000 2 1'),
    ('imports', 'imports_on_behalf', '10000 1000 10'),
    ('imports', 'imports_creator', '10000 1000 10'),
    ('imports', 'imports_starter', '10000 1000 10'),
    ('imports', 'imports_working', '20 2'),
    ('imports', 'imports_kept', '500 2'),
    ('import_chunks', 'sqlite_autoindex_import_chunks_1', '10000 1000 5 1'),
    ('import_rows', 'sqlite_autoindex_import_rows_1', '1000000 100000 500 1'),
    ('import_rows', 'import_rows_user', '500000 50000 2'),
    ('import_rows', 'import_rows_email', '500000 2500 2 2'),
    ('api_keys', 'sqlite_autoindex_api_keys_1', '20000 2000 1'),
    ('api_keys', 'api_keys_token', '20000 1'),
    ('api_keys', 'api_keys_previous', '20000 1'),
    ('api_keys', 'api_keys_by_name', '20000 2000 2 1'),
    ('api_keys', 'api_keys_by_created', '20000 2000 2 1'),
    ('api_keys', 'api_keys_maker', '20000 2000 20'),
    ('api_keys', 'api_keys_made_by', '20000 2000 20'),
    ('webhooks', 'sqlite_autoindex_webhooks_1', '5000 500 1'),
    ('webhooks', 'webhooks_by_created', '5000 500 2 1'),
    ('webhooks', 'webhooks_creator', '5000 500 5'),
    ('webhooks', 'webhooks_on_behalf', '5000 500 5'),
    ('webhook_deliveries', 'sqlite_autoindex_webhook_deliveries_1', '1000000 100000 1'),
    ('webhook_deliveries', 'webhook_deliveries_event', '1000000 100000 5000 1'),
    ('webhook_deliveries', 'webhook_deliveries_by_created', '1000000 100000 5000 2 1'),
    ('webhook_deliveries', 'webhook_deliveries_by_state', '1000000 100000 5000 1000 2 1'),
    ('webhook_deliveries', 'webhook_deliveries_due', '10000 1000 50 2'),
    ('webhook_deliveries', 'webhook_deliveries_old', '1000000 2'),
    ('signing_keys', 'sqlite_autoindex_signing_keys_1', '3 1'),
    ('signing_keys', 'signing_keys_state', '2 1'),
    ('user_fragment_keys', 'user_fragment_keys_owner', '1000000 100000 1'),
    ('user_fragment_keys', 'user_fragment_keys_fresh', '500 50 1'),
    ('invitation_fragment_keys', 'invitation_fragment_keys_owner', '1000000 100000 1'),
    ('invitation_fragment_keys', 'invitation_fragment_keys_fresh', '500 50 1');
ANALYZE sqlite_schema;
