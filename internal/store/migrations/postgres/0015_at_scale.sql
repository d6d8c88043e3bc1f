-- What reads all of a table where it holds millions of rows gets an index: parts of names and addresses by their groups of
-- three letters, people by the host of their address, invitations by their state, mails by age. Nothing looks for a mail by
-- its invitation. The extensions are trusted: whoever may create in the database may create them.
-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX users_by_fragment ON users USING gin (workspace_id, search gin_trgm_ops);
CREATE INDEX invitations_by_fragment ON invitations USING gin (workspace_id, search gin_trgm_ops);
CREATE INDEX users_by_host ON users (workspace_id, split_part(email, '@', 2));
CREATE INDEX invitations_by_status ON invitations (workspace_id, status, created_at, id);
CREATE INDEX mails_by_created ON mails (created_at);
DROP INDEX mails_invitation;
