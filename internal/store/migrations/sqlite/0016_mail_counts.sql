-- How much mail each address was sent, over all workspaces and all processes, by a keyed hash of the address. Mails wait
-- where theirs has had its quota; uncounted ones have no moment of their own yet.
-- +goose Up
CREATE TABLE mail_counts (
    address text PRIMARY KEY,
    spent_to integer NOT NULL
);
CREATE INDEX mail_counts_spent ON mail_counts (spent_to);
ALTER TABLE mails ADD COLUMN uncounted boolean NOT NULL DEFAULT false;

-- Mails to one address that asked to join are counted there, too.
DROP INDEX access_requests_email;

DELETE FROM sqlite_stat1 WHERE idx = 'access_requests_email';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('mail_counts', 'sqlite_autoindex_mail_counts_1', '100000 1'),
    ('mail_counts', 'mail_counts_spent', '100000 2');
ANALYZE sqlite_schema;
