-- The queue's table has two indexes that only a user interface over it would search, and each job fills them at every step of
-- its life. And lists with a limit are planned once for all values where the planner is told that a workspace holds half of
-- what they read: their plan then looks no dearer than making one for each request, which it was by a half.
-- +goose Up
DROP INDEX river_job_args_index;
DROP INDEX river_job_metadata_index;
ALTER TABLE users ALTER COLUMN workspace_id SET (n_distinct = 2);
ALTER TABLE invitations ALTER COLUMN workspace_id SET (n_distinct = 2);
ALTER TABLE approvals ALTER COLUMN workspace_id SET (n_distinct = 2);
ALTER TABLE audit_events ALTER COLUMN for_workspace SET (n_distinct = 2);
ANALYZE users;
ANALYZE invitations;
ANALYZE approvals;
ANALYZE audit_events;
