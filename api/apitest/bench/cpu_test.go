package bench_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux that Go runs on

// stat reads the fields of /proc/PID/stat after the name: the parent is the second, the CPU times are the 12th to the 15th.
func stat(pid string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:])), nil
}

func cpuOf(fields []string, from, to int) time.Duration {
	var sum time.Duration
	for _, field := range fields[from:to] {
		n, _ := strconv.Atoi(field)
		sum += time.Duration(n) * tick
	}
	return sum
}

// processCPU is the CPU time of a process so far.
func processCPU(t *testing.T, pid int) time.Duration {
	t.Helper()
	fields, err := stat(strconv.Itoa(pid))
	if err != nil {
		t.Fatal(err)
	}
	return cpuOf(fields, 11, 13)
}

// databaseCPU reads the CPU time of a PostgreSQL server: of its processes that are, and of those that were.
type databaseCPU struct{ postmaster string }

// databaseServer finds the server of a connection, or gives nil where the database is inside the process.
func databaseServer(t *testing.T, db *sql.DB, inside bool) *databaseCPU {
	t.Helper()
	if inside {
		return nil
	}
	var backend int
	if err := db.QueryRow("SELECT pg_backend_pid()").Scan(&backend); err != nil {
		t.Fatal(err)
	}
	fields, err := stat(strconv.Itoa(backend))
	if err != nil {
		t.Logf("the CPU time of the database server cannot be read: %v", err)
		return nil
	}
	return &databaseCPU{postmaster: fields[1]}
}

func (d *databaseCPU) now(t *testing.T) time.Duration {
	t.Helper()
	if d == nil {
		return 0
	}
	fields, err := stat(d.postmaster)
	if err != nil {
		t.Fatal(err)
	}
	sum := cpuOf(fields, 11, 15)
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if fields, err := stat(filepath.Base(one)); err == nil && fields[1] == d.postmaster {
			sum += cpuOf(fields, 11, 13)
		}
	}
	return sum
}

// memory reads a line of /proc/PID/status in MB: VmRSS is what a process has now, VmHWM the most that it had.
func memory(t *testing.T, pid int, line string) float64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for one := range strings.Lines(string(text)) {
		if kb, found := strings.CutPrefix(one, line+":"); found {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1024
		}
	}
	t.Fatalf("no %s in the status of process %d", line, pid)
	return 0
}
