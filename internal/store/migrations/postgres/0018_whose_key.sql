-- An entry that a key left says whose key it was, also when the key and its maker are gone.
-- +goose Up
ALTER TABLE audit_events ADD COLUMN actor_owner text NOT NULL DEFAULT '';
