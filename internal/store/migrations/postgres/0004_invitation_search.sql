-- An invitation is found by any part of name or address, folded as that of a user is: databases fold ASCII alone.
-- +goose Up
ALTER TABLE invitations ADD COLUMN search text NOT NULL DEFAULT '';
UPDATE invitations SET search = coalesce(
    (SELECT u.search FROM users u WHERE u.workspace_id = invitations.workspace_id AND u.id = invitations.user_id),
    lower(invitations.name) || ' ' || invitations.email);
