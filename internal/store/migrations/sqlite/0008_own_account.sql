-- A person's own account: the language of its mails, and the wish for another e-mail address, which both mailboxes confirm.
-- +goose Up
ALTER TABLE accounts ADD COLUMN locale text NOT NULL DEFAULT '';

CREATE TABLE email_moves (
    id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id text NOT NULL,
    email text NOT NULL,
    old_token_hash text NOT NULL,
    new_token_hash text NOT NULL,
    old_confirmed_at datetime,
    new_confirmed_at datetime,
    expires_at datetime NOT NULL,
    created_at datetime NOT NULL
);
CREATE UNIQUE INDEX email_moves_account ON email_moves (account_id);
CREATE UNIQUE INDEX email_moves_old ON email_moves (old_token_hash);
CREATE UNIQUE INDEX email_moves_new ON email_moves (new_token_hash);
CREATE INDEX email_moves_expiry ON email_moves (expires_at);
