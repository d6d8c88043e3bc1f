package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/audit"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
)

type verifyCommand struct{}

// Run tells whether the database is whole and every entry of the audit log is as it was written. The exit code is 1
// where something is wrong; each fault is one line.
func (verifyCommand) Run(ctx context.Context) error {
	return withApp(ctx, clock.System{}, func(a *app.App) error {
		broken, err := a.DB.CheckIntegrity(ctx)
		if err != nil {
			return oneLine(err)
		}
		if len(broken) == 0 {
			fmt.Fprintln(os.Stdout, "database: whole")
		}
		var faults []error
		for _, one := range broken {
			faults = append(faults, errors.New("database: "+one))
		}
		chains, err := a.Audit.Verify(ctx, authz.NewOperator())
		if err != nil {
			return oneLine(err)
		}
		return errors.Join(append(faults, tellChains(os.Stdout, chains)...)...)
	})
}

func tellChains(out io.Writer, chains []audit.Chain) []error {
	var faults []error
	for _, c := range chains {
		name := "audit log of workspace " + c.Scope
		if c.Scope == "" {
			name = "audit log of the installation"
		}
		if c.Fault != "" {
			faults = append(faults, fmt.Errorf("%s: %s", name, c.Fault))
			continue
		}
		fmt.Fprintf(out, "%s: %d entries, intact, up to %s\n", name, c.Entries, c.Hash)
		if c.Older > 0 {
			fmt.Fprintf(out, "%s: %d entries are older than the chain and cannot be checked\n", name, c.Older)
		}
	}
	return faults
}
