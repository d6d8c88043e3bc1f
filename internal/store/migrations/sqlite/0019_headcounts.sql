-- How many people of each status a workspace has, and how many requests wait, is kept where every change of a workspace writes anyway, so that a list of a
-- million says how long it is without counting.
-- +goose Up
ALTER TABLE audit_heads ADD COLUMN pending_approvals integer NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN people_invited integer NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN people_waiting integer NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN people_active integer NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN people_suspended integer NOT NULL DEFAULT 0;
UPDATE audit_heads SET people_invited = n.invited, people_waiting = n.waiting, people_active = n.active, people_suspended = n.suspended
FROM (
    SELECT workspace_id AS scope,
        count(*) FILTER (WHERE status = 'invited') AS invited, count(*) FILTER (WHERE status = 'pending_approval') AS waiting,
        count(*) FILTER (WHERE status = 'active') AS active, count(*) FILTER (WHERE status = 'suspended') AS suspended
    FROM users GROUP BY workspace_id
) AS n WHERE n.scope = audit_heads.scope;
UPDATE audit_heads SET pending_approvals = n.pending
FROM (
    SELECT workspace_id AS scope, count(*) AS pending FROM approvals WHERE state = 'pending' GROUP BY workspace_id
) AS n WHERE n.scope = audit_heads.scope;
