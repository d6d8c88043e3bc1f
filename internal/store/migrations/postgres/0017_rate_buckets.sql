-- Rate limits that all processes share: a bucket is the moment at which it is full again. Nothing is lost with it but a
-- refusal, so it is neither written ahead nor sent to a standby; after a crash or a failover all buckets are full.
-- +goose Up
CREATE UNLOGGED TABLE rate_buckets (
    key text PRIMARY KEY,
    full_at timestamptz NOT NULL
);
