// Package outbound is what leaves the house: mails, by SMTP or into the local outbox, and the loops that send
// them. A mail is sent at least once after the transaction that promised it has committed; the row in mails is the
// truth about it, and the job queue only the runner. A second copy is possible only where a process ends between
// the mail server's yes and the note of it, and both copies then are the same bytes.
package outbound
