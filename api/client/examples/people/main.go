// Command people lists who is in a workspace and invites somebody. Its key needs users:read, users:invite and roles:read,
// and whatever the role holds that it gives.
//
//	export GATEHOUSE=https://gatehouse.example.com GATEHOUSE_KEY=gh_… GATEHOUSE_WORKSPACE=0199f3a0-…
//	go run ./api/client/examples/people bo@example.com "Bo Brown" Member
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/gatehouse-dev/gatehouse/api/client"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := run(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, arguments []string) error {
	house, err := client.New(os.Getenv("GATEHOUSE"), client.Options{Key: os.Getenv("GATEHOUSE_KEY")})
	if err != nil {
		return err
	}
	workspace, err := uuid.Parse(os.Getenv("GATEHOUSE_WORKSPACE"))
	if err != nil {
		return fmt.Errorf("GATEHOUSE_WORKSPACE: %w", err)
	}
	if len(arguments) == 3 {
		if err := invite(ctx, out, house, workspace, arguments[0], arguments[1], arguments[2]); err != nil {
			return err
		}
	}
	for user, err := range house.EachUser(ctx, workspace, nil) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, user.Status, user.Email)
	}
	return nil
}

// invite asks for an invitation. Where the answer is lost on the way, the client asks again with the same
// Idempotency-Key, so nobody is invited twice.
func invite(ctx context.Context, out io.Writer, house *client.Gatehouse, workspace uuid.UUID, email, name, role string) error {
	id, err := find(ctx, house, workspace, role)
	if err != nil {
		return err
	}
	made, err := house.CreateInvitationWithResponse(ctx, workspace, nil, client.NewInvitation{Email: email, Name: name, RoleIDs: []string{id.String()}})
	if refused, ok := errors.AsType[*client.Error](err); ok && refused.Code == "already_invited" {
		fmt.Fprintln(out, email, "was invited before")
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "invited", made.JSON201.Email)
	return nil
}

func find(ctx context.Context, house *client.Gatehouse, workspace uuid.UUID, name string) (uuid.UUID, error) {
	for role, err := range house.EachRole(ctx, workspace, nil) {
		if err != nil {
			return uuid.Nil, err
		}
		if role.Name == name {
			return role.ID, nil
		}
	}
	return uuid.Nil, fmt.Errorf("there is no role %q", name)
}
