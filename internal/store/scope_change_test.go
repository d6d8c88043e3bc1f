package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func place(s side, name string) domain.Location {
	return domain.Location{WorkspaceID: s.workspace.ID, ID: id.New[id.Location](), Name: name, NameKey: name, Version: 1, CreatedAt: s.workspace.CreatedAt, UpdatedAt: s.workspace.CreatedAt}
}

func placeMap(s side, name string) map[string]any {
	return map[string]any{
		"workspace_id": string(s.workspace.ID), "id": string(id.New[id.Location]()), "name": name, "name_key": name, "address": "",
		"timezone": "", "version": 1, "created_at": s.workspace.CreatedAt, "updated_at": s.workspace.CreatedAt,
	}
}

func link(s side, hash string) domain.InvitationToken {
	return domain.InvitationToken{TokenHash: hash, WorkspaceID: s.workspace.ID, InvitationID: s.invitation.ID, Generation: 1, CreatedAt: s.workspace.CreatedAt}
}

// onlyOne fails unless the statement changed one row.
func onlyOne(q *gorm.DB) error { return one(q.RowsAffected, 1, q.Error) }

var changeProbes = []probe{
	{"update", func(tx *store.Tx, _ *world) error {
		return store.Handle(tx).Model(&domain.Location{}).Where("name_key = ?", "sydney").Update("name", "x").Error
	}, func(tx *store.Tx, _ *world) error {
		return onlyOne(store.Rows[domain.Location](tx).Where("name_key = ?", "sydney").Update("name", "x"))
	}},
	{"update of a model by its primary key", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Model(&w.there.location).Update("name", "x").Error
	}, func(tx *store.Tx, w *world) error {
		own := w.here.location
		return onlyOne(store.Handle(tx).Model(&own).Where(in(w, clause.CurrentTable)).Update("name", "x"))
	}},
	{"updates", func(tx *store.Tx, _ *world) error {
		return store.Handle(tx).Model(&domain.Location{}).Where("1 = 1").Updates(map[string]any{"name": "x"}).Error
	}, func(tx *store.Tx, _ *world) error {
		return onlyOne(store.Rows[domain.Location](tx).Updates(map[string]any{"name": "x"}))
	}},
	{"update column", func(tx *store.Tx, _ *world) error {
		return store.Handle(tx).Model(&domain.Location{}).Where("1 = 1").UpdateColumn("name", "x").Error
	}, func(tx *store.Tx, _ *world) error {
		return onlyOne(store.Rows[domain.Location](tx).UpdateColumn("name", "x"))
	}},
	{"update with a global yes", func(tx *store.Tx, _ *world) error {
		return store.Handle(tx).Session(&gorm.Session{AllowGlobalUpdate: true}).Model(&domain.Location{}).Update("name", "x").Error
	}, func(tx *store.Tx, _ *world) error {
		return onlyOne(store.Rows[domain.Location](tx).Session(&gorm.Session{AllowGlobalUpdate: true}).Update("name", "x"))
	}},
	{"row moved away by map", func(tx *store.Tx, w *world) error {
		return store.Rows[domain.Location](tx).Updates(map[string]any{"workspace_id": string(w.there.workspace.ID)}).Error
	}, func(tx *store.Tx, w *world) error {
		return onlyOne(store.Rows[domain.Location](tx).Updates(map[string]any{"workspace_id": string(w.here.workspace.ID), "name": "x"}))
	}},
	{"row moved away by the field's name", func(tx *store.Tx, w *world) error {
		return store.Rows[domain.Location](tx).Update("WorkspaceID", string(w.there.workspace.ID)).Error
	}, func(tx *store.Tx, _ *world) error {
		return onlyOne(store.Rows[domain.Location](tx).Update("Name", "x"))
	}},
	{"row moved away by struct", func(tx *store.Tx, w *world) error {
		return store.Rows[domain.Location](tx).Select("workspace_id", "name").Updates(&w.there.location).Error
	}, func(tx *store.Tx, w *world) error {
		own := w.here.location
		return onlyOne(store.Rows[domain.Location](tx).Select("workspace_id", "name").Updates(&own))
	}},
	{"row moved away by an expression", func(tx *store.Tx, w *world) error {
		return store.Rows[domain.Location](tx).Update("workspace_id", gorm.Expr("?", string(w.there.workspace.ID))).Error
	}, func(tx *store.Tx, _ *world) error {
		return onlyOne(store.Rows[domain.Location](tx).Update("version", gorm.Expr("version + ?", 1)))
	}},
	{"value from a raw query", func(tx *store.Tx, _ *world) error {
		all := store.Handle(tx).Raw("SELECT max(email) FROM users")
		return store.Rows[domain.Location](tx).Update("name", all).Error
	}, func(tx *store.Tx, _ *world) error {
		own := store.Rows[domain.User](tx).Select("max(email)")
		return onlyOne(store.Rows[domain.Location](tx).Update("name", own))
	}},
	{
		"save", func(tx *store.Tx, w *world) error { l := w.there.location; return store.Handle(tx).Save(&l).Error },
		func(tx *store.Tx, w *world) error {
			l := w.here.location
			return onlyOne(store.Rows[domain.Location](tx).Where("id = ?", l.ID).Select("*").Updates(&l))
		},
	},
	{"save of a list", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Save([]domain.Location{w.there.location}).Error
	}, func(tx *store.Tx, w *world) error {
		return onlyOne(store.Handle(tx).Create(&[]domain.Location{place(w.here, "new")}))
	}},
	{"delete", func(tx *store.Tx, _ *world) error {
		return store.Handle(tx).Where("1 = 1").Delete(&domain.UserLocation{}).Error
	}, func(tx *store.Tx, _ *world) error {
		return onlyOne(store.Rows[domain.UserLocation](tx).Delete(&domain.UserLocation{}))
	}},
	{"delete by primary key", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Delete(&domain.UserLocation{WorkspaceID: w.there.workspace.ID, UserID: w.there.user.ID, LocationID: w.there.location.ID}).Error
	}, func(tx *store.Tx, w *world) error {
		return onlyOne(store.Rows[domain.UserLocation](tx).Delete(&domain.UserLocation{WorkspaceID: w.here.workspace.ID, UserID: w.here.user.ID, LocationID: w.here.location.ID}))
	}},
	{"generics delete", func(tx *store.Tx, _ *world) error {
		_, err := gorm.G[domain.UserLocation](store.Handle(tx)).Where("1 = 1").Delete(store.Handle(tx).Statement.Context)
		return err
	}, func(tx *store.Tx, w *world) error {
		n, err := gorm.G[domain.UserLocation](store.Handle(tx)).Where(in(w, clause.CurrentTable)).Delete(store.Handle(tx).Statement.Context)
		return one(int64(n), 1, err)
	}},
	{"generics update", func(tx *store.Tx, _ *world) error {
		_, err := gorm.G[domain.Location](store.Handle(tx)).Where("1 = 1").Update(store.Handle(tx).Statement.Context, "name", "x")
		return err
	}, func(tx *store.Tx, w *world) error {
		n, err := gorm.G[domain.Location](store.Handle(tx)).Where(in(w, clause.CurrentTable)).Update(store.Handle(tx).Statement.Context, "name", "x")
		return one(int64(n), 1, err)
	}},
	{"generics create", func(tx *store.Tx, w *world) error {
		l := place(w.there, "new")
		return gorm.G[domain.Location](store.Handle(tx)).Create(store.Handle(tx).Statement.Context, &l)
	}, func(tx *store.Tx, w *world) error {
		l := place(w.here, "new")
		return gorm.G[domain.Location](store.Handle(tx)).Create(store.Handle(tx).Statement.Context, &l)
	}},
	{
		"exec", func(tx *store.Tx, _ *world) error { return store.Handle(tx).Exec("DELETE FROM user_locations").Error },
		func(tx *store.Tx, _ *world) error {
			return onlyOne(store.Rows[domain.UserLocation](tx).Where("1 = 1").Delete(&domain.UserLocation{}))
		},
	},
	{"exec behind an entity", func(tx *store.Tx, _ *world) error {
		return store.Plain[domain.Account](tx).Exec("DELETE FROM user_locations").Error
	}, func(tx *store.Tx, w *world) error {
		return onlyOne(store.Plain[domain.Account](tx).Where("id = ?", w.account.ID).Update("name", "x"))
	}},
	{"create elsewhere", func(tx *store.Tx, w *world) error {
		l := place(w.there, "new")
		return store.Handle(tx).Create(&l).Error
	}, func(tx *store.Tx, w *world) error {
		l := place(w.here, "new")
		return onlyOne(store.Handle(tx).Create(&l))
	}},
	{"create nowhere", func(tx *store.Tx, w *world) error {
		l := place(w.here, "new")
		l.WorkspaceID = ""
		return store.Handle(tx).Create(&l).Error
	}, func(tx *store.Tx, w *world) error {
		l := place(w.here, "new")
		return store.Handle(tx).Create(&l).Error
	}},
	{"create a list with one elsewhere", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Create(&[]domain.Location{place(w.here, "a"), place(w.there, "b")}).Error
	}, func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Create(&[]domain.Location{place(w.here, "a"), place(w.here, "b")}).Error
	}},
	{"create a list of pointers", func(tx *store.Tx, w *world) error {
		a, b := place(w.here, "a"), place(w.there, "b")
		return store.Handle(tx).Create([]*domain.Location{&a, &b}).Error
	}, func(tx *store.Tx, w *world) error {
		a, b := place(w.here, "a"), place(w.here, "b")
		return store.Handle(tx).Create([]*domain.Location{&a, &b}).Error
	}},
	{"create by map", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Model(&domain.Location{}).Create(placeMap(w.there, "new")).Error
	}, func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Model(&domain.Location{}).Create(placeMap(w.here, "new")).Error
	}},
	{"create by a map with two names for the workspace", func(tx *store.Tx, w *world) error {
		m := placeMap(w.here, "new")
		m["WorkspaceID"] = string(w.there.workspace.ID)
		return store.Handle(tx).Model(&domain.Location{}).Create(m).Error
	}, func(tx *store.Tx, w *world) error {
		m := placeMap(w.here, "new")
		m["WorkspaceID"] = m["workspace_id"]
		delete(m, "workspace_id")
		return store.Handle(tx).Model(&domain.Location{}).Create(m).Error
	}},
	{"create by a list of maps", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Model(&domain.Location{}).Create([]map[string]any{placeMap(w.here, "a"), placeMap(w.there, "b")}).Error
	}, func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Model(&domain.Location{}).Create([]map[string]any{placeMap(w.here, "a"), placeMap(w.here, "b")}).Error
	}},
	{"create in batches", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).CreateInBatches([]domain.Location{place(w.here, "a"), place(w.there, "b")}, 1).Error
	}, func(tx *store.Tx, w *world) error {
		return store.Handle(tx).CreateInBatches([]domain.Location{place(w.here, "a"), place(w.here, "b")}, 1).Error
	}},
	{"first or create", func(tx *store.Tx, w *world) error {
		l := place(w.there, "new")
		return store.Handle(tx).Where("name_key = ?", "new").FirstOrCreate(&l).Error
	}, func(tx *store.Tx, w *world) error {
		l := place(w.here, "new")
		return store.Rows[domain.Location](tx).Where("name_key = ?", "new").FirstOrCreate(&l).Error
	}},
	{"create behind another table", func(tx *store.Tx, w *world) error {
		a := newAccount("new@example.com", tx.Now())
		return store.Handle(tx).Table("users").Create(&a).Error
	}, func(tx *store.Tx, w *world) error {
		a := newAccount("new@example.com", tx.Now())
		return store.Handle(tx).Create(&a).Error
	}},
	{"upsert that steals a row by its key", func(tx *store.Tx, w *world) error {
		t := link(w.here, w.there.token) // the other workspace's link
		steal := clause.OnConflict{Columns: []clause.Column{{Name: "token_hash"}}, DoUpdates: clause.AssignmentColumns([]string{"workspace_id", "invitation_id"})}
		return store.Handle(tx).Clauses(steal).Create(&t).Error
	}, func(tx *store.Tx, w *world) error {
		t := link(w.here, w.here.token)
		return store.Handle(tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&t).Error
	}},
	{"upsert of everything", func(tx *store.Tx, w *world) error {
		t := link(w.here, w.there.token)
		return store.Handle(tx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&t).Error
	}, func(tx *store.Tx, w *world) error {
		l := w.here.location
		inside := clause.OnConflict{Columns: []clause.Column{{Name: "workspace_id"}, {Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"name"})}
		return onlyOne(store.Handle(tx).Clauses(inside).Create(&l))
	}},
	{"upsert that moves its row away", func(tx *store.Tx, w *world) error {
		l := w.here.location
		moves := clause.OnConflict{
			Columns:   []clause.Column{{Name: "workspace_id"}, {Name: "id"}},
			DoUpdates: clause.Assignments(map[string]any{"workspace_id": string(w.there.workspace.ID)}),
		}
		return store.Handle(tx).Clauses(moves).Create(&l).Error
	}, func(tx *store.Tx, w *world) error {
		l := w.here.location
		renames := clause.OnConflict{
			Columns:   []clause.Column{{Name: "workspace_id"}, {Name: "id"}},
			DoUpdates: clause.Assignments(map[string]any{"name": "x"}),
		}
		return onlyOne(store.Handle(tx).Clauses(renames).Create(&l))
	}},
	{"nested transaction", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Transaction(func(h *gorm.DB) error {
			return h.Where("1 = 1").Delete(&domain.UserLocation{}).Error
		})
	}, func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Transaction(func(h *gorm.DB) error {
			return onlyOne(h.Where(in(w, clause.CurrentTable)).Delete(&domain.UserLocation{}))
		})
	}},
	{"set without a session", func(tx *store.Tx, w *world) error {
		h := store.Handle(tx).Set("anything", true) // its statements share their clauses
		l, t := place(w.here, "new"), link(w.here, "new")
		if err := h.Create(&l).Error; err != nil {
			return fmt.Errorf("the first one: %v", err) //nolint:errorlint // cut off: it is the second one that has to be refused
		}
		return h.Create(&t).Error
	}, func(tx *store.Tx, w *world) error {
		h := store.Handle(tx).Set("anything", true).Session(&gorm.Session{})
		l, t := place(w.here, "new"), link(w.here, "new")
		return inOrder(func() error { return h.Create(&l).Error }, func() error { return h.Create(&t).Error })
	}},
	{"workspace settings of another", func(tx *store.Tx, w *world) error {
		return store.Handle(tx).Model(&domain.Workspace{}).Where("id = ?", w.there.workspace.ID).Update("name", "x").Error
	}, func(tx *store.Tx, w *world) error {
		mine := clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: "id"}, Value: string(w.here.workspace.ID)}
		return onlyOne(store.Handle(tx).Model(&domain.Workspace{}).Where(mine).Update("name", "x"))
	}},
	{"a new workspace from inside another", func(tx *store.Tx, w *world) error {
		other := domain.NewWorkspace("New", "new", tx.Now())
		return store.Handle(tx).Create(&other).Error
	}, func(tx *store.Tx, w *world) error {
		l := place(w.here, "new")
		return store.Handle(tx).Create(&l).Error
	}},
}

var errUndo = errors.New("undo")

// Every way of changing rows that lacks the predicate is refused on both engines, and its twin works; the other
// workspace stays as it was.
func TestChangesWithoutThePredicateAreRefused(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		before := dump(t, w, w.there)
		try := func(fn func(*store.Tx, *world) error, undo error) error {
			return w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error {
				if err := fn(tx, w); err != nil {
					return err
				}
				return undo
			})
		}
		for _, p := range changeProbes {
			t.Run(p.name, func(t *testing.T) {
				if bad := try(p.bad, nil); !errors.Is(bad, store.ErrUnscoped) {
					t.Errorf("want it refused, got %v", bad)
				}
				if good := try(p.good, errUndo); !errors.Is(good, errUndo) {
					t.Errorf("the twin: %v", good)
				}
			})
		}
		if after := dump(t, w, w.there); after != before {
			t.Errorf("the other workspace was changed:\n%s\nwas:\n%s", after, before)
		}
	})
}

// Read is no transaction and has no end at which anything is compared, so it changes nothing, on neither engine.
func TestReadChangesNothing(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		before := dump(t, w, w.here)
		for name, change := range map[string]func(tx *store.Tx) error{
			"create": func(tx *store.Tx) error { return tx.AddLocation(place(w.here, "new")) },
			"update": func(tx *store.Tx) error { _, err := tx.UpdatePlace(w.here.workspace, 1); return err },
			"delete": func(tx *store.Tx) error { return tx.DropUser(w.here.invited.ID) },
			"door":   func(tx *store.Tx) error { w.clock.Advance(2 * time.Minute); return tx.SeenActive(w.account.ID) },
			"event":  func(tx *store.Tx) error { return tx.Record(domain.LocationCreated{}) },
			"mail": func(tx *store.Tx) error {
				return tx.Mail(domain.Message{Kind: domain.MailApproved, To: "a@example.com"})
			},
		} {
			if err := w.db.Read(context.Background(), w.here.job, change); !errors.Is(err, store.ErrUnscoped) {
				t.Errorf("%s under Read: want it refused, got %v", name, err)
			}
			if err := w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error { return errors.Join(change(tx), errUndo) }); !errors.Is(err, errUndo) || errors.Is(err, store.ErrUnscoped) {
				t.Errorf("%s under Maintain: %v", name, err)
			}
		}
		if after := dump(t, w, w.here); after != before {
			t.Errorf("changed under Read:\n%s\nwas:\n%s", after, before)
		}
	})
}
