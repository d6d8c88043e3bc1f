package store_test

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// plots says what the tables hold. ID(nn, i;) is the id of that i of a kind: 01 workspaces, 02 accounts, 03 roles, 04
// locations, 05 users, 06 invitations, 07 approvals, 08 requests, 09 entries, 10 mails, 11 imports, 12 keys, 13 webhooks,
// 14 deliveries, 15 sessions, 16 resets, 17 moves.
func plots(w *world, e store.Engine) []plot {
	s, here := w.here, uuid(w.here.workspace.ID)
	is := func(id string) string { return "id = '" + id + "'" }
	inside := func(id string) string { return "workspace_id = HERE AND id = '" + id + "'" }
	list := []plot{
		{"workspaces", 15 * others, is(string(s.workspace.ID)), map[string]string{"id": "ID(01, i;)", "slug": "'other' || i"}},
		{"roles", 5 * others, inside(string(s.spare.ID)), map[string]string{
			"workspace_id": "ID(01, i % 200;)", "id": "ID(03, i;)", "name_key": "'role ' || i",
		}},
		{"permissions", 10 * others, "workspace_id = HERE", map[string]string{
			"workspace_id": "ID(01, i % 200;)", "permission": "'app:' || i",
		}},
		{"locations", 6000, inside(string(s.location.ID)), map[string]string{
			"workspace_id": "PLACE", "id": "ID(04, i;)", "name_key": "'place ' || (i * 7919 % 6007)", "created_at": "AT(-i;)",
		}},
		{"accounts", 18000, is(string(w.account.ID)), map[string]string{
			"id": "ID(02, i;)", "email": address, "created_at": "AT(-i;)",
		}},
		{"sessions", 12000, is(string(w.session.ID)), map[string]string{
			"id": "ID(15, i;)", "account_id": "ID(02, i;)", "token_hash": "'token ' || i", "previous_hash": "'before ' || i",
			"expires_at": "AT(2 * i - 300;)", "created_at": "AT(2 * i - 50000;)",
		}},
		{"used_tokens", 12000, "", map[string]string{
			"token_hash": "'used ' || i", "session_id": "ID(15, i;)", "used_at": "AT(-i;)",
		}},
		{"password_resets", 3000, "", map[string]string{
			"id": "ID(16, i;)", "account_id": "ID(02, i;)", "token_hash": "'reset ' || i", "expires_at": "AT(i;)", "created_at": "AT(-i;)",
		}},
		{"email_moves", 3000, "", map[string]string{
			"id": "ID(17, i;)", "account_id": "ID(02, i;)", "session_id": "ID(15, i;)", "email": "'new ' || i",
			"old_token_hash": "'old ' || i", "new_token_hash": "'new ' || i", "expires_at": "AT(i;)", "created_at": "AT(-i;)",
		}},
		{"users", 18000, inside(string(s.user.ID)), map[string]string{
			"workspace_id": "PLACE", "id": "ID(05, i;)", "account_id": "ID(02, i;)", "email": address,
			"name": "NAME", "name_key": "NAME", "search": "NAME || ' ' || " + address, "created_at": "AT(-i;)", "last_active_at": "AT(-i * 7919 % 40009;)",
			"status": "CASE WHEN i / 5 % 25 = 1 THEN 'pending_approval' WHEN i / 5 % 10 = 2 THEN 'invited' WHEN i / 5 % 30 = 3 THEN 'suspended' ELSE 'active' END",
		}},
	}
	list = append(append(list, peoplePlots(s, inside)...), housePlots(s, inside)...)
	list = append(list, jobPlots(e)...)
	for i, p := range list {
		list[i].of = strings.ReplaceAll(p.of, "HERE", here)
		for column, value := range p.set {
			p.set[column] = strings.ReplaceAll(strings.ReplaceAll(value, "PLACE", ofWhom), "HERE", here)
		}
	}
	return list
}

// address is of one of 50 hosts; the more numerous ones are of everybody's.
const address = "'p' || i || '@host' || (i % 50) || '.example'"

// peoplePlots are what hangs on people. All were invited, some twice, and half of them has an approval.
func peoplePlots(s side, inside func(string) string) []plot {
	ofUser := "workspace_id = HERE AND user_id = '" + string(s.user.ID) + "'"
	return []plot{
		{"user_roles", 18000, ofUser, map[string]string{
			"workspace_id": "PLACE", "user_id": "ID(05, i;)",
			"role_id": "CASE WHEN i % 5 > 0 THEN ID(03, i % 200;) WHEN i % 100 = 0 THEN " + uuid(s.admin.ID) + " ELSE " + uuid(s.member.ID) + " END",
		}},
		{"user_locations", 9000, ofUser, map[string]string{
			"workspace_id": "PLACE", "user_id": "ID(05, i;)",
			"location_id": "CASE WHEN i % 5 = 0 AND i % 20 = 0 THEN " + uuid(s.location.ID) + " ELSE ID(04, i % 600;) END",
		}},
		{"invitations", 27000, inside(string(s.invitation.ID)), map[string]string{
			"workspace_id": "PLACE", "id": "ID(06, i;)", "user_id": "ID(05, i;)", "email": address, "search": "NAME || ' ' || " + address,
			"status":     "CASE WHEN i / 5 % 10 = 2 THEN 'pending' WHEN i / 5 % 10 = 3 THEN 'expired' ELSE 'accepted' END",
			"delivery":   "CASE WHEN i / 5 % 50 = 2 THEN 'undeliverable' WHEN i / 5 % 50 = 12 THEN 'queued' ELSE 'sent' END",
			"invited_by": "CASE WHEN i % 5 = 0 THEN " + uuid(s.user.ID) + " ELSE ID(05, i % 200;) END",
			"expires_at": "AT(i;)", "created_at": "AT(-i;)",
		}},
		{"invitation_tokens", 12000, "", map[string]string{
			"workspace_id": "PLACE", "token_hash": "'link ' || i", "invitation_id": "ID(06, i;)", "generation": "1", "ended": "false", "created_at": "AT(-i;)",
		}},
		{"approvals", 9000, inside(string(s.approval.ID)), map[string]string{
			"workspace_id": "PLACE", "id": "ID(07, i;)", "user_id": "ID(05, i;)",
			"state":      "CASE WHEN i / 5 % 25 = 1 THEN 'pending' WHEN i / 5 % 9 = 2 THEN 'rejected' ELSE 'approved' END",
			"source":     "CASE WHEN i / 5 % 6 = 1 THEN 'access_request' ELSE 'invitation' END",
			"decided_by": "CASE WHEN i / 5 % 25 = 1 THEN NULL WHEN i % 5 = 0 THEN " + uuid(s.user.ID) + " ELSE ID(05, i % 200;) END",
			"invited_by": "CASE WHEN i % 5 = 0 THEN " + uuid(s.user.ID) + " ELSE ID(05, i % 200;) END",
			"decided_at": "CASE WHEN i / 5 % 25 = 1 THEN NULL ELSE AT(1 - i;) END", "expires_at": "AT(i;)", "created_at": "AT(-i;)",
		}},
		{"access_requests", 3000, inside(string(s.ask.ID)), map[string]string{
			"workspace_id": "PLACE", "id": "ID(08, i;)", "user_id": "ID(05, i;)", "email": address, "token_hash": "'ask ' || i",
			"proved_at": "CASE WHEN i / 5 % 5 = 1 THEN NULL ELSE AT(-i;) END", "expires_at": "AT(i;)",
		}},
		{"access_tokens", 3000, "", map[string]string{
			"workspace_id": "PLACE", "token_hash": "'ask link ' || i", "request_id": "ID(08, i;)", "created_at": "AT(-i;)",
		}},
		{"imports", 6000, inside(string(s.upload.ID)), map[string]string{
			"workspace_id": "PLACE", "id": "ID(11, i;)", "state": "CASE WHEN i / 5 % 20 = 1 THEN 'running' ELSE 'done' END",
			"forgotten_at": "CASE WHEN i / 5 % 20 = 1 THEN NULL ELSE AT(-i;) END", "created_at": "AT(-i;)", "updated_at": "AT(-i;)",
		}},
		{"import_chunks", 6000, "workspace_id = HERE", map[string]string{
			"workspace_id": "PLACE", "import_id": "CASE WHEN i % 5 = 0 THEN " + uuid(s.upload.ID) + " ELSE ID(11, i % 200;) END", "number": "i + 10",
		}},
		{"import_rows", 12000, "workspace_id = HERE", map[string]string{
			"workspace_id": "PLACE", "import_id": "CASE WHEN i % 5 = 0 THEN " + uuid(s.upload.ID) + " ELSE ID(11, i % 200;) END",
			"number": "i + 10", "email": address, "user_id": "ID(05, i;)",
			"verdict": "CASE WHEN i / 5 % 20 = 1 THEN 'invalid' ELSE 'valid' END",
		}},
	}
}

// housePlots are what the house keeps for itself, and what goes out.
func housePlots(s side, inside func(string) string) []plot {
	return []plot{
		{"audit_events", 18000, "for_workspace = HERE", map[string]string{
			"id": "ID(09, i;)", "for_workspace": "PLACE", "type": "'kind' || (i / 5 % 20) || '.done'", "occurred_at": "AT(-i;)", "sequence": "i + 1000",
			"actor_id": "'actor' || (i / 5 % 100)", "target_id": "'target' || i", "about_user": "'person' || (i / 5 % 3000)",
		}},
		{"audit_heads", 15 * others, "scope = '" + string(s.workspace.ID) + "'", map[string]string{"scope": "'' || ID(01, i;)"}},
		{"mails", 12000, "", map[string]string{
			"id": "ID(10, i;)", "for_workspace": "PLACE", "invitation_id": "ID(06, i % 12000;)", "generation": "1", "kind": "'invitation'",
			"recipient": address, "locale": "'en'", "status": "CASE WHEN i % 40 = 1 THEN 'queued' WHEN i % 40 = 2 THEN 'retrying' ELSE 'sent' END",
			"digest": "''", "attempts": "1", "problem": "''", "message_id": "''", "created_at": "AT(-i;)", "bulk": "i % 80 = 1", "held": "i % 160 = 1",
			"next_try_at":  "CASE WHEN i % 160 = 1 THEN AT(-i;) WHEN i % 40 IN (1, 2) THEN AT(i % 1000;) ELSE NULL END",
			"leased_until": "CASE WHEN i % 400 = 2 THEN AT(i % 10;) ELSE NULL END",
		}},
		{"mail_counts", 10000, "", map[string]string{
			"address": "'address ' || i", "spent_to": "MICROS + 1000000 * (i - CAST(1000 AS bigint))",
		}},
		{"idempotency_keys", 10000, "", map[string]string{
			"scope": "'account:' || ID(02, i % 3000;)", "key": "'key ' || i", "operation": "'POST /workspaces/' || ID(01, i % 200;) || '/users'",
			"body_hash": "''", "state": "'answered'", "holder": "'holder'", "leased_until": "AT(-i;)", "created_at": "AT(1 - i / 7;)",
		}},
		{"api_keys", 2000, inside(string(s.key.ID)), map[string]string{
			"workspace_id": "ID(01, i % 200;)", "id": "ID(12, i;)", "token_hash": "'key ' || i", "created_by": "ID(05, i % 200;)",
			"name_key": "'key ' || i", "created_at": "AT(-i;)",
		}},
		{"webhooks", 800, inside(string(s.hook.ID)), map[string]string{
			"workspace_id": "ID(01, i % 200;)", "id": "ID(13, i;)", "created_by": "ID(05, i % 200;)", "on_behalf": "ID(05, i % 200;)",
			"created_at": "AT(-i;)",
		}},
		{"webhook_deliveries", 9000, inside(string(s.delivery.ID)), map[string]string{
			"workspace_id": "PLACE", "id": "ID(14, i;)", "webhook_id": "CASE WHEN i % 5 = 0 THEN " + uuid(s.hook.ID) + " ELSE ID(13, i % 800;) END",
			"event_id": "ID(09, i;)", "created_at": "AT(-i;)", "state": "CASE WHEN i / 5 % 50 = 1 THEN 'waiting' WHEN i / 5 % 50 = 2 THEN 'failed' ELSE 'delivered' END",
			"next_try_at": "CASE WHEN i / 5 % 50 = 1 THEN AT(i % 100;) ELSE NULL END", "window_from": "AT(-i;)",
		}},
		{"local_mails", 480, "", map[string]string{
			"id": "ID(10, i;)", "recipient": "'somebody'", "subject": "'Hello'", "text": "'Hello'", "html": "''", "created_at": "AT(-i;)",
		}},
	}
}

// jobPlots fills the job queue's table, whose columns the engines have in their own ways.
func jobPlots(e store.Engine) []plot {
	args := `('{"mail": "' || ID(10, i;) || '", "workspace": "' || ID(01, i % 200;) || '"}')`
	state := "CASE WHEN i % 50 = 1 THEN 'available' WHEN i % 500 = 2 THEN 'running' ELSE 'completed' END"
	if e == store.Postgres {
		args, state = args+"::jsonb", "("+state+")::river_job_state"
	} else {
		args = "jsonb" + args
	}
	return []plot{{"river_job", 12000, "", map[string]string{
		"kind": "'mail.send'", "queue": "'mail'", "max_attempts": "25", "args": args, "state": state,
		"finalized_at": "CASE WHEN i % 50 = 1 OR i % 500 = 2 THEN NULL ELSE AT(-i;) END",
		"attempted_at": "AT(-i;)", "scheduled_at": "AT(-i;)", "created_at": "AT(-i;)",
	}}}
}

func uuid[T ~string](one T) string { return "CAST('" + string(one) + "' AS UUIDTYPE)" }
