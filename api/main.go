// Command gatehouse is the server and its tools in one binary.
//
//	@title			Gatehouse API
//	@version		1.0
//	@description	Gatehouse decides who gets into a workspace and what they may do there: people are invited by e-mail, accept, and are approved by an administrator before their first sign-in.
//	@description
//	@description	**Errors** are problem documents (RFC 9457) with a stable `code`. A request with a field that it does not know is refused, so that a typo never passes silently. The body of a request is at most 1 MiB of JSON in UTF-8.
//	@description
//	@description	**Pages.** A collection is `{"data": […], "next_cursor": "…"}`. Ask for the next page with `cursor`; `next_cursor` is null on the last one. `count=true` adds `total`. For whoever sees the whole workspace, that of all users, or of those narrowed by nothing but `status`, and of the approvals narrowed by nothing but `state=pending`, is always exact; any other one is exact up to 10,000, and with more `value` stays 10,000 and `exact` is false.
//	@description
//	@description	**Repeating safely.** Send an `Idempotency-Key` (1 to 255 printable characters) with any POST: the same key and body within 24 hours gives the first answer again, with `Idempotency-Replayed: true`.
//	@description
//	@description	**Versions.** What can be changed carries an `ETag`. `If-Match` is honoured on every change (412 where it does not match), `If-None-Match` on every read (304).
//	@description
//	@description				**Limits.** Answers carry `RateLimit` and `RateLimit-Policy`; a 429 or 503 says in `Retry-After` when to ask again. Every answer carries `X-Request-Id`.
//	@contact.name				Gatehouse
//	@contact.url				https://github.com/gatehouse-dev/gatehouse
//	@license.name				Apache-2.0
//	@license.url				https://www.apache.org/licenses/LICENSE-2.0
//	@BasePath					/
//	@tag.name					Setup
//	@tag.description			The first start: the first account and workspace. Closed for good afterwards.
//	@tag.name					Sessions
//	@tag.description			Signing in and out, and resetting a password.
//	@tag.name					Waiting
//	@tag.description			What someone can do while an approval is pending: see its state, remind, withdraw.
//	@tag.name					Me
//	@tag.description			The signed-in account and its places.
//	@tag.name					Invitation links
//	@tag.description			What the holder of an invitation link can do with it. Nothing happens by opening a link.
//	@tag.name					Asking to join
//	@tag.description			What somebody can do who was not invited: ask a workspace, and confirm the address that they asked with.
//	@tag.name					Workspaces
//	@tag.description			The tenant, its name and its policies.
//	@tag.name					Users
//	@tag.description			The people of a workspace.
//	@tag.name					Invitations
//	@tag.description			Inviting people, sending again, withdrawing.
//	@tag.name					Imports
//	@tag.description			Inviting everybody in a file.
//	@tag.name					Approvals
//	@tag.description			Login requests: people who wait for a decision.
//	@tag.name					Roles
//	@tag.description			Named sets of permissions.
//	@tag.name					Locations
//	@tag.description			Places in a workspace, such as a branch or a depot.
//	@tag.name					Access
//	@tag.description			May this person do that?
//	@tag.name					API keys
//	@tag.description			How programs enter a workspace.
//	@tag.name					Audit
//	@tag.description			Who did what: every change of who may do what, never changed later.
//	@tag.name					Webhooks
//	@tag.description			Endpoints of other programs that are told what happened.
//	@tag.name					Live
//	@tag.description			What changed, as it happens.
//	@tag.name					Operation
//	@tag.description			Probes, metrics, and this document.
//	@securityDefinitions.apikey	Bearer
//	@in							header
//	@name						Authorization
//	@description				The access token of a session: `Authorization: Bearer …`. It lives ten minutes; POST /api/v1/auth/sessions/refresh gives a new one.
//	@securityDefinitions.apikey	PendingToken
//	@in							header
//	@name						Authorization
//	@description				The token of someone who waits for an approval: `Authorization: Bearer …`. It comes with the answer approval_pending and is good for /api/v1/auth/pending alone.
//	@securityDefinitions.apikey	RefreshCookie
//	@in							cookie
//	@name						__Host-gatehouse_refresh
//	@description				The refresh token of a browser's session. On http://localhost the cookie is called gatehouse_refresh.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // a minimal image has no zones of its own, and locations name theirs

	"github.com/alecthomas/kong"
)

// version is set when the binary is built.
var version = "dev"

// commands is the command line: one field for each subcommand.
type commands struct {
	Serve        serveCommand        `cmd:"" help:"Serve the API and the browser app."`
	Migrate      migrateCommand      `cmd:"" help:"Bring the database's schema up to date."`
	RestoreAdmin restoreAdminCommand `cmd:"" help:"Give a workspace an active Admin, whatever happened to the others."`
	RotateKeys   rotateKeysCommand   `cmd:"" help:"Let the next key sign identity tokens from now on, without anybody noticing."`
	Verify       verifyCommand       `cmd:"" help:"Tell whether the database is whole and the audit log as it was written; the exit code is 1 where not."`
	Seed         seedCommand         `cmd:"" help:"Make a demo world in an empty database, to look around in; in development only."`
	Healthcheck  healthcheckCommand  `cmd:"" help:"Ask a running server whether it is ready."`
	Version      versionCommand      `cmd:"" help:"Print the version."`
	Reference    referenceCommand    `cmd:"" hidden:"" help:"Write the reference pages of the docs."`
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error {
	_, err := fmt.Fprintln(os.Stdout, version)
	return err
}

type referenceCommand struct {
	Folder string `arg:"" help:"The folder to write to."`
}

// Run writes the pages of docs/reference.
func (r referenceCommand) Run() error { return writeReference(r.Folder) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var c commands
	parsed := kong.Parse(&c, kong.Name("gatehouse"),
		kong.Description("Decides who gets into a workspace and what they may do there. Settings come from the environment, GATEHOUSE_*."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err := parsed.Run(); err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(os.Stderr, "gatehouse: "+strings.TrimSpace(line))
		}
		stop()
		os.Exit(1)
	}
}
