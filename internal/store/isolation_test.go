package store_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// doors names the methods that are no look at one workspace's rows, each with its reason. Whoever adds one gives
// the reason here, and somebody reads it.
var doors = map[string]string{
	// Beyond one workspace: doors.go.
	"PlacesOf":              "at sign-in, and in their own account, a person is in no workspace yet; the account's id is the predicate",
	"HasPlaces":             "an account without a place is deleted with its last one",
	"InvitationTokenByHash": "the token itself is what names the workspace",
	"AccessTokenByHash":     "the token itself is what names the workspace",
	"OpenPlace":             "whoever asks to join is in no workspace; gives one that lets everybody know of it",
	"AccessRequestsDue":     "time runs out in all workspaces; gives ids alone",
	"LockAddress":           "locks a word; reads no row",
	"DropFullBuckets":       "rate limits bound people and addresses, not workspaces",
	"SlugTaken":             "slugs are unique over all workspaces",
	"WorkspaceNamed":        "whoever runs the machine names the workspace that they want to enter",
	"SeenActive":            "it is the account that is seen, wherever it has a place",
	"InvitationsDue":        "time runs out in all workspaces; gives ids alone",
	"ApprovalsDue":          "time runs out in all workspaces; gives ids alone",
	"ApprovalsToNudge":      "approvers of all workspaces are reminded; gives ids alone",
	"Inside":                "whoever waits at the gate is told who decides there; only a place that PlacesOf gave opens it",
	// Rows of no workspace: an account, its sessions and its credentials are global.
	"Account": "an account is global", "AccountByEmail": "an account is global", "AddAccount": "an account is global",
	"SetCredential": "a credential is the account's", "DeleteAccount": "an account is global; the database refuses while it has a place",
	"AddSession": "a session is the account's", "SessionByToken": "a session is the account's", "SessionByUsedToken": "a session is the account's",
	"RotateSession": "a session is the account's", "TouchSession": "a session is the account's", "RevokeSession": "a session is the account's",
	"LiveSessionsOf": "a session is the account's", "RevokeSessionsOf": "a session is the account's", "DropSessionsBefore": "the house forgets ended sessions",
	"AddReset": "a credential is the account's", "Reset": "a credential is the account's", "UseReset": "a credential is the account's",
	"LockAccount": "an account is global", "SaveProfile": "an account is global", "MoveAccount": "an account is global",
	"SessionOf": "a session is the account's", "AgentsOf": "a session is the account's", "NoteAuthenticated": "a session is the account's",
	"RenewSession": "a session is the account's", "EndResetsOf": "a credential is the account's",
	"AddEmailMove": "an address is the account's", "EmailMoveOf": "an address is the account's", "EmailMoveByToken": "the token names the account",
	"NoteMoveConfirmed": "an address is the account's", "DropEmailMovesOf": "an address is the account's",
	"DropEmailMovesBefore": "the house forgets what nobody confirmed",
	// The house's own rows.
	"Installation": "there is one", "SaveSetupToken": "there is one", "CloseSetup": "there is one",
	"DropKeysBefore": "the house forgets keys after a day", "DropMailsBefore": "the house forgets mails that came to their end",
	"ClaimMail": "the courier empties one outbox, and asks with the mail's own workspace", "ExtendMail": "the courier, with what it claimed",
	"MailSent": "the courier, with what it claimed", "MailUndeliverable": "the courier, with what it claimed",
	"MailRetrying": "the courier, with what it claimed", "ReleaseMail": "the courier, with what it claimed",
	"SweepMails":   "the house looks for mails whose sender died",
	"AddLocalMail": "the local outbox is the developer's", "LocalMails": "the local outbox is the developer's", "LocalMail": "the local outbox is the developer's",
	"AuditHeads": "whoever runs the machine verifies all logs", "ChainAfter": "as AuditHeads",
	"Unchained": "as AuditHeads", "AuditScopes": "as AuditHeads",
	"DropMailCounts": "the house forgets what no quota is used of any more",
	"ExpectRoles":    "reads no row", "Unless": "reads no row", "Hush": "reads no row", "Tell": "reads no row",
	"AccountsByEmail": "accounts belong to no workspace", "ReleaseMails": "gives the bulk mails of all workspaces their turn, in equal shares",
	"ImportsToForget": "the house forgets rows in every workspace; gives ids alone", "ImportsAtWork": "as ImportsToForget",
	"WorkAt": "puts the id of an import into the queue, with the transaction's own workspace", "WorkAgain": "as WorkAt",
	"WakeWebhooks":     "the house looks for endpoints whose time has come, in every workspace; gives nothing",
	"GiveUpDeliveries": "the house gives up what waited too long, in every workspace", "DropDeliveriesBefore": "the house forgets what came to its end",
	"TakeInFragments": "the house keeps the index of all search texts; gives nothing",
	"SigningKeys":     "the keys that sign belong to the installation", "SigningKey": "as SigningKeys", "AddSigningKey": "as SigningKeys",
	"RetireSigningKey": "as SigningKeys", "PromoteSigningKey": "as SigningKeys", "DropSigningKey": "as SigningKeys",
	"SealHookSecret": "reads no row", "HookSecrets": "reads no row: opens what a webhook bears",
	"Now": "reads no row", "See": "reads no row", "Reach": "reads no row", "Put": "reads no row",
}

// dbDoors does the same for DB, which has no query methods but these.
var dbDoors = map[string]string{
	"Write": "asks for a proof, and confines to its workspace", "Maintain": "as Write", "Read": "as Write",
	"StandingOf":     "the gate asks before there is a proof; session and account are the predicate",
	"StandingIn":     "the gate asks before there is a proof; session, account and workspace are the predicate",
	"StandingOfUser": "the gate asks for work that goes on without a session; user and workspace are the predicate",
	"StandingOfKey":  "the gate asks before there is a proof; the hash of the secret is what names the workspace",
	"BeginClaim":     "keys are kept by account or key, not by workspace", "FinishClaim": "as BeginClaim",
	"TakeToken": "rate limits bound people and addresses, not workspaces; gives a number alone", "GiveTokenBack": "as TakeToken",
	"Subscribe": "gives ids and kinds of one workspace, to whoever holds its pass",
	"Migrate":   "the schema has no rows", "Pending": "the schema has no rows",
	"Engine": "reads no row", "AtOnce": "reads no row", "Ping": "reads no row", "CheckIntegrity": "tells what is broken, and gives no row", "Close": "reads no row", "Doubt": "reads no row", "StartWork": "hands ids of mails to the courier",
}

// Every method either has a case in which another workspace's rows are not seen, changed or counted, or is on the
// list of doors with its reason: who adds one has to choose.
func TestEveryMethodIsAccountedFor(t *testing.T) {
	tx, db := reflect.TypeFor[*store.Tx](), reflect.TypeFor[*store.DB]()
	for i := range tx.NumMethod() {
		name := tx.Method(i).Name
		_, seen := sights[name]
		_, door := doors[name]
		if seen == door {
			t.Errorf("Tx.%s: want it either among the cases of isolation (%v) or among the doors (%v)", name, seen, door)
		}
	}
	for i := range db.NumMethod() {
		if name := db.Method(i).Name; dbDoors[name] == "" {
			t.Errorf("DB.%s is not on the list of doors: DB has no query methods; give it to Tx, or its reason here", name)
		}
	}
	if want, got := tx.NumMethod(), len(sights)+len(doors); want != got {
		t.Errorf("the lists name %d methods of Tx, which has %d", got, want)
	}
	if want, got := db.NumMethod(), len(dbDoors); want != got {
		t.Errorf("the list names %d methods of DB, which has %d", got, want)
	}
}

// From inside one workspace nothing of another one is seen, changed or counted, although both hold the same people
// and names; the same calls from inside see and change what is there.
func TestAnotherWorkspaceIsNeitherSeenNorChanged(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		for _, s := range []side{w.here, w.there} {
			maintain(t, w.db, s.job, func(tx *store.Tx) error { return onlyHere(tx, s) })
		}
		before := dump(t, w, w.there)
		for name, look := range sights {
			seen := 0
			try := func(s side, end error) error {
				return w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) (err error) {
					if seen, err = look.run(tx, w, s); err == nil {
						err = end
					}
					return err
				})
			}
			if err := try(w.here, errUndo); (!errors.Is(err, errUndo) && look.want > 0) || seen != look.want {
				t.Errorf("%s of its own workspace: %d, want %d (%v)", name, seen, look.want, err)
			}
			if look.whole {
				continue
			}
			if err := try(w.there, nil); seen != 0 {
				t.Errorf("%s of another workspace: %d, want none (%v)", name, seen, err)
			}
		}
		if after := dump(t, w, w.there); after != before {
			t.Errorf("the other workspace was changed:\n%s\nwas:\n%s", after, before)
		}
	})
}

// onlyHere adds what has to be found by a name or domain of this side alone.
func onlyHere(tx *store.Tx, s side) error {
	a, b := newAccount("b@"+s.workspace.Slug+".example", tx.Now()), newAccount("c@"+s.workspace.Slug+".example", tx.Now())
	u, v := domain.NewUser(s.workspace.ID, a.ID, "B", a.Email, tx.Now()), domain.NewUser(s.workspace.ID, b.ID, "C", b.Email, tx.Now())
	u.Status = domain.StatusActive
	return inOrder(
		func() error { return tx.AddLocation(place(s, "only "+s.workspace.Slug)) },
		func() error { return tx.AddAccount(a) },
		func() error { return tx.AddAccount(b) },
		func() error { return tx.AddUser(u) },
		func() error { return tx.AddUser(v) },
		func() error { return tx.Record(domain.UserSuspended{User: s.user}) },
	)
}

// Removing somebody in one workspace leaves their place in the other one as it was.
func TestDroppingAPersonTouchesOnePlace(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		before := dump(t, w, w.there)
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			return inOrder(
				func() error { return tx.DropInvitationsOf(w.here.invited.ID) },
				func() error { return tx.DropUser(w.here.invited.ID) },
				func() error { return tx.SetRoles(w.here.user.ID, nil) },
				func() error { return tx.SetLocations(w.here.user.ID, nil) },
			)
		})
		if after := dump(t, w, w.there); after != before {
			t.Errorf("the other workspace was changed:\n%s\nwas:\n%s", after, before)
		}
		read(t, w.db, w.here.job, func(tx *store.Tx) error {
			if _, err := tx.User(w.here.invited.ID); !errors.Is(err, store.ErrMissing) {
				t.Errorf("still here: %v", err)
			}
			a, err := tx.Approval(w.here.approval.ID)
			if err == nil && a.UserID != nil {
				t.Error("the approval still names who is gone")
			}
			return err
		})
	})
}

// The gate's own question: a place elsewhere gives nothing here.
func TestStandingIsOfTheWorkspaceAskedFor(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		maintain(t, w.db, w.there.job, func(tx *store.Tx) error {
			return tx.SetRoles(w.there.user.ID, []id.Role{w.there.admin.ID, w.there.member.ID})
		})
		for name, c := range map[string]struct {
			s    side
			want []string
		}{"here": {w.here, []string{"Member"}}, "there": {w.there, []string{"Admin", "Member"}}} {
			got, found, err := w.db.StandingIn(context.Background(), principal(w), c.s.workspace.ID)
			must(t, err)
			var names []string
			for _, r := range got.Roles {
				names = append(names, r.Name)
			}
			slices.Sort(names)
			if !found || got.User.ID != c.s.user.ID || got.Workspace.ID != c.s.workspace.ID || !slices.Equal(names, c.want) {
				t.Errorf("%s: found %v, user %s with %v, want %v", name, found, got.User.ID, names, c.want)
			}
		}
		if _, found, err := w.db.StandingIn(context.Background(), principal(w), id.New[id.Workspace]()); found || err != nil {
			t.Errorf("standing in no workspace at all: %v, %v", found, err)
		}
		stranger := principal(w)
		stranger.Account = w.guest.ID // somebody else's session
		if _, found, err := w.db.StandingOf(context.Background(), stranger); found || err != nil {
			t.Errorf("standing by another account's session: %v, %v", found, err)
		}
	})
}
