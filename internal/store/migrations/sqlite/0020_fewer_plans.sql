-- What this step changes on PostgreSQL, SQLite does not have.
-- +goose Up
SELECT 1;
