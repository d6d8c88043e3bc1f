package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/client"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// inviteAndList is what docs/integrators.md shows, letter by letter.
func inviteAndList(ctx context.Context, out io.Writer, workspace uuid.UUID, email, name string, roles []string) error {
	house, err := client.New(os.Getenv("GATEHOUSE"), client.Options{Key: os.Getenv("GATEHOUSE_KEY")})
	if err != nil {
		return err
	}

	made, err := house.CreateInvitationWithResponse(ctx, workspace, nil, client.NewInvitation{Email: email, Name: name, RoleIDs: roles})
	if refused, ok := errors.AsType[*client.Error](err); ok { // Code, Detail, Field("/email"), RequestID, RetryAfter
		return fmt.Errorf("%s cannot be invited: %s", email, refused.Detail)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "invited", made.JSON201.Email)

	for user, err := range house.EachUser(ctx, workspace, nil) { // page after page, as far as you read
		if err != nil {
			return err
		}
		fmt.Fprintln(out, user.Status, user.Email)
	}
	return nil
}

func TestTheDocsLinesInviteAndList(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		a := apitest.Start(t, d)
		w := a.Setup("Acme Fleet")
		t.Setenv("GATEHOUSE", a.URL)
		t.Setenv("GATEHOUSE_KEY", w.Admin.Token)
		var said strings.Builder
		invite := func() error {
			return inviteAndList(context.Background(), &said, uuid.MustParse(w.ID), "bo@example.com", "Bo Brown", []string{w.Role("Member")})
		}
		if err := invite(); err != nil {
			t.Fatal(err)
		}
		if want := "invited bo@example.com\nactive " + w.Admin.Email + "\ninvited bo@example.com\n"; said.String() != want {
			t.Errorf("said %q, want %q", said.String(), want)
		}
		if err := invite(); err == nil || !strings.HasPrefix(err.Error(), "bo@example.com cannot be invited: ") {
			t.Errorf("invited twice: %v", err)
		}
	})
}
