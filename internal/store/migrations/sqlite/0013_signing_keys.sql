-- The keys that sign identity tokens. One signs, one is published and waits for its turn; the index lets there be no
-- second one of either, whoever rotates at once. What was retired is published until its last token has ended.
-- +goose Up
CREATE TABLE signing_keys (
    id text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('next', 'current', 'retired')),
    public_key blob,
    sealed blob,
    published_at datetime NOT NULL,
    signs_from datetime,
    retired_at datetime
);
CREATE UNIQUE INDEX signing_keys_state ON signing_keys (state) WHERE state <> 'retired';
