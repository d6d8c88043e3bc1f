-- An import counts the tries that came to nothing, so that one that cannot go on ends, and says so. And earlier rows of an
-- address are found by an index that no other one competes with: it does not begin as the primary key does.
-- +goose Up
ALTER TABLE imports ADD COLUMN faults integer NOT NULL DEFAULT 0;
DROP INDEX import_rows_email;
CREATE INDEX import_rows_email ON import_rows (import_id, email, number) WHERE email <> '';
