package store

import (
	"fmt"
	"reflect"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// Record keeps an event for the audit log, which is written at the end of the transaction that made it happen, and
// tells the live streams of the workspace after the commit. ErrUnscoped where the transaction reads only, and would
// lose the entry.
func (tx *Tx) Record(e domain.Event) error {
	if tx.ledger.reads {
		return ErrUnscoped
	}
	actor, origin, target := tx.proof.Actor(), tx.proof.Origin(), e.Target()
	row := domain.AuditEvent{
		ID: id.New[id.Event](), Type: e.Type(), OccurredAt: tx.now,
		ActorKind: actor.Kind, ActorID: actor.ID, ActorLabel: actor.Label, ActorOwner: actor.Owner,
		TargetKind: target.Kind, TargetID: target.ID, TargetLabel: target.Label,
		Changes: changesOf(e), RequestID: origin.RequestID, IP: origin.IP, UserAgent: origin.UserAgent,
		AboutUser: aboutOf(e),
	}
	if ws := tx.ledger.scope; ws != "" {
		row.ForWorkspace = &ws
		if !tx.ledger.hushed {
			tx.ledger.notices = append(tx.ledger.notices, domain.Notice{Workspace: ws, Type: e.Type(), ID: target.ID})
		}
	}
	tx.ledger.events++
	if !e.Type().IsAttempt() {
		tx.ledger.effects++
	}
	tx.ledger.entries = append(tx.ledger.entries, row)
	return nil
}

// changesOf reads the fields of an event by their audit tags: keep, mask or drop.
func changesOf(e domain.Event) map[string]domain.Change {
	out := map[string]domain.Change{}
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i).Interface()
		name := snake(field.Name)
		switch field.Tag.Get("audit") {
		case "keep":
			if c, ok := value.(domain.Change); ok {
				out[name] = c
			} else if many, ok := value.(map[string]domain.Change); ok {
				for k, c := range many {
					out[k] = c
				}
			} else {
				out[name] = domain.Change{To: value}
			}
		case "mask":
			out[name] = domain.Change{To: secret.Hash(fmt.Sprint(value))[:domain.FingerprintLength]}
		}
	}
	return out
}

// aboutOf names the person whom an event is about: its target, or whose invitation or approval it is.
func aboutOf(e domain.Event) id.User {
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		switch of := v.Field(i).Interface().(type) {
		case domain.User:
			return of.ID
		case domain.Invitation:
			if of.UserID != nil {
				return *of.UserID
			}
		}
	}
	return ""
}

// snake gives the name of a field as JSON shows it.
func snake(name string) string {
	out := make([]byte, 0, len(name)+4)
	for i := range len(name) {
		c := name[i]
		upper := c >= 'A' && c <= 'Z'
		lowerBefore := i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z'
		if upper && lowerBefore {
			out = append(out, '_')
		}
		if upper {
			c += 'a' - 'A'
		}
		out = append(out, c)
	}
	return string(out)
}
