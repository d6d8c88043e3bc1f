-- Whoever is deleted is taken out of the outbox by address; dead leases and overdue mails are looked for every few seconds.
-- +goose Up
CREATE INDEX mails_recipient ON mails (recipient) WHERE recipient <> '';
CREATE INDEX mails_leased ON mails (leased_until) WHERE leased_until IS NOT NULL;
