-- The keys that sign identity tokens. One signs, one is published and waits for its turn; the index lets there be no
-- second one of either, whoever rotates at once. What was retired is published until its last token has ended.
-- +goose Up
CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('next', 'current', 'retired')),
    public_key bytea,
    sealed bytea,
    published_at timestamptz NOT NULL,
    signs_from timestamptz,
    retired_at timestamptz
);
CREATE UNIQUE INDEX signing_keys_state ON signing_keys (state) WHERE state <> 'retired';
