-- An archived location stays with the people who have it, and is given to nobody anew.
-- +goose Up
ALTER TABLE locations ADD COLUMN archived_at datetime;
