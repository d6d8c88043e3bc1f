package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// newPlace makes a workspace to be told about.
func newPlace(t testing.TB, db *store.DB, name string) domain.Workspace {
	t.Helper()
	w := domain.NewWorkspace(name, domain.SlugOf(name), clock.System{}.Now())
	err := db.Write(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
		if err := tx.Found(w); err != nil {
			return err
		}
		return tx.Record(domain.WorkspaceCreated{Workspace: w, Name: w.Name})
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// tell records so many events, of nothing that changed, in one transaction, which then ends as end says.
func tell(db *store.DB, w domain.Workspace, events int, end error) error {
	return db.Maintain(context.Background(), authz.NewJob("test").In(w.ID), func(tx *store.Tx) error {
		for i := range events {
			e := domain.LocationCreated{Location: domain.Location{WorkspaceID: w.ID}, Name: w.Name}
			if i > 0 {
				e.Location.ID = "another"
			}
			if err := tx.Record(e); err != nil {
				return err
			}
		}
		return end
	})
}

func next(t testing.TB, notices <-chan domain.Notice) domain.Notice {
	t.Helper()
	select {
	case n, open := <-notices:
		if !open {
			t.Fatal("the stream has ended")
		}
		return n
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was told")
		return domain.Notice{}
	}
}

func silence(t testing.TB, notices <-chan domain.Notice) {
	t.Helper()
	select {
	case n := <-notices:
		t.Fatalf("told of %+v", n)
	case <-time.After(300 * time.Millisecond):
	}
}

// settled subscribes and waits until notices come in: on PostgreSQL a resync says so.
func settled(t testing.TB, d testkit.Database, db *store.DB, w domain.Workspace) (<-chan domain.Notice, func()) {
	t.Helper()
	notices, cancel := db.Subscribe(w.ID)
	if d.Engine == store.Postgres {
		if n := next(t, notices); n.Type != domain.NoticeResync {
			t.Fatalf("the first notice is %+v", n)
		}
	}
	return notices, cancel
}

func TestWhatWasCommittedIsToldToItsWorkspaceAlone(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		db := d.Open(t, clock.System{})
		mine, other := newPlace(t, db, "Mine"), newPlace(t, db, "Other")
		notices, cancel := settled(t, d, db, mine)
		undone := errors.New("undone")
		if err := tell(db, mine, 1, undone); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if err := tell(db, other, 1, nil); err != nil {
			t.Fatal(err)
		}
		silence(t, notices)
		if err := tell(db, mine, 1, nil); err != nil {
			t.Fatal(err)
		}
		if n := next(t, notices); n.Type != "location.created" || n.Workspace != mine.ID {
			t.Errorf("told of %+v", n)
		}
		silence(t, notices)
		cancel()
		cancel() // twice does no harm
		if _, open := <-notices; open {
			t.Error("the stream outlives its cancel")
		}
	})
}

func TestWhoeverLagsBehindIsToldToReadAgain(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		db := d.Open(t, clock.System{})
		w := newPlace(t, db, "Mine")
		slow, cancel := settled(t, d, db, w)
		defer cancel()
		for range 200 { // far more than a subscriber may lag behind
			if err := tell(db, w, 1, nil); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(300 * time.Millisecond)
		seen, resyncs := 0, 0
		for len(slow) > 0 {
			if n := <-slow; n.Type == domain.NoticeResync {
				resyncs++
			}
			seen++
		}
		if seen > 100 || resyncs == 0 {
			t.Errorf("%d notices were kept, %d of them resync", seen, resyncs)
		}
	})
}

func TestStreamsEndWithTheDatabase(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		db := d.Open(t, clock.System{})
		w := newPlace(t, db, "Mine")
		notices, cancel := settled(t, d, db, w)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, open := <-notices; open {
			t.Error("the stream outlives the database")
		}
		cancel()
		late, _ := db.Subscribe(w.ID)
		if _, open := <-late; open {
			t.Error("a stream was opened on a closed database")
		}
	})
}

func TestOneProcessTellsAnother(t *testing.T) {
	t.Parallel()
	d := testkit.NewPostgres(t)
	here, there := d.Open(t, clock.System{}), d.Open(t, clock.System{})
	w := newPlace(t, here, "Mine")
	notices, cancel := settled(t, d, there, w)
	defer cancel()
	if err := tell(here, w, 2, nil); err != nil {
		t.Fatal(err)
	}
	if a, b := next(t, notices), next(t, notices); a == b || a.Type != "location.created" || b.Type != "location.created" {
		t.Errorf("told of %+v and %+v", a, b)
	}
}

func TestAListenerThatWasCutOffComesBackAndSaysSo(t *testing.T) {
	t.Parallel()
	d := testkit.NewPostgres(t)
	db := d.Open(t, clock.System{})
	w := newPlace(t, db, "Mine")
	notices, cancel := settled(t, d, db, w)
	defer cancel()
	_, err := d.Plain(t).Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
	if err != nil {
		t.Fatal(err)
	}
	if n := next(t, notices); n.Type != domain.NoticeResync {
		t.Errorf("after the cut came %+v", n)
	}
	if err := tell(db, w, 1, nil); err != nil {
		t.Fatal(err)
	}
	if n := next(t, notices); n.Type != "location.created" {
		t.Errorf("then came %+v", n)
	}
}
