-- Rate limits that all processes share are PostgreSQL's: here one process is all, and keeps them in memory.
-- +goose Up
SELECT 1;
