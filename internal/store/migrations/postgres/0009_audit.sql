-- The audit log is read by time, by who did it, by what it happened to, by the person it is about, and by type. Entries
-- are added and never changed: each is chained to the one before it, and the database refuses to change or delete one.
-- +goose Up
ALTER TABLE audit_events ADD COLUMN about_user text NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN sequence bigint NOT NULL DEFAULT 0;
ALTER TABLE audit_events ADD COLUMN hash text NOT NULL DEFAULT '';
UPDATE audit_events SET about_user = CASE WHEN target_kind = 'user' THEN target_id
    ELSE coalesce(changes -> 'user_id' ->> 'to', '') END;
CREATE INDEX audit_events_actor ON audit_events (for_workspace, actor_id, occurred_at, id);
CREATE INDEX audit_events_target ON audit_events (for_workspace, target_id, occurred_at, id);
CREATE INDEX audit_events_about ON audit_events (for_workspace, about_user, occurred_at, id);
CREATE INDEX audit_events_type ON audit_events (for_workspace, type, occurred_at, id);
CREATE UNIQUE INDEX audit_events_sequence ON audit_events (for_workspace, sequence) WHERE sequence > 0;

CREATE TABLE audit_heads (
    scope text PRIMARY KEY,
    sequence bigint NOT NULL,
    hash text NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION audit_events_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry of the audit log is never changed or deleted';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_events_unchanged BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_unchanged();
CREATE TRIGGER audit_events_kept BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_unchanged();
