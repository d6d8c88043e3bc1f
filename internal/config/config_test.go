package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/config"
)

const enough = "0123456789abcdef0123456789abcdef"

// production is the least that production asks for.
func production(more ...string) []string {
	return append([]string{"GATEHOUSE_ENV=production", "GATEHOUSE_PUBLIC_URL=https://gatehouse.example", "GATEHOUSE_SECRET=" + enough}, more...)
}

// With nothing set, everything works on one machine.
func TestNothingHasToBeSet(t *testing.T) {
	c, err := config.Load([]string{"PATH=/bin", "HOME=/root"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.URL.String() != "http://localhost:8080" || c.DatabaseURL != "sqlite:data/gatehouse.db" ||
		c.InProduction() || !c.LocalMail() || c.LogFormat != "text" || c.RateLimits != "on" || c.WorkspaceCreation != "anyone" || c.LogLevel != "info" {
		t.Errorf("%+v", c)
	}
}

func TestProductionHasItsOwnRules(t *testing.T) {
	c, err := config.Load(production())
	if err != nil {
		t.Fatal(err)
	}
	if !c.InProduction() || c.LocalMail() || c.LogFormat != "json" {
		t.Errorf("%+v", c)
	}
	for name, env := range map[string]struct {
		set  []string
		says string
	}{
		"no secret":         {[]string{"GATEHOUSE_ENV=production", "GATEHOUSE_PUBLIC_URL=https://gatehouse.example"}, "GATEHOUSE_SECRET"},
		"a short secret":    {production("GATEHOUSE_SECRET=" + enough[1:]), "GATEHOUSE_SECRET"},
		"plain http":        {production("GATEHOUSE_PUBLIC_URL=http://gatehouse.example"), "https"},
		"no limits":         {production("GATEHOUSE_RATE_LIMITS=off"), "GATEHOUSE_RATE_LIMITS"},
		"default public":    {[]string{"GATEHOUSE_ENV=production", "GATEHOUSE_SECRET=" + enough}, "GATEHOUSE_PUBLIC_URL"},
		"an unknown rule":   {[]string{"GATEHOUSE_ENV=prod"}, "GATEHOUSE_ENV"},
		"production typo'd": {production("GATEHOUSE_SMPT_URL=smtp://mail.example"), "GATEHOUSE_SMPT_URL"},
	} {
		if _, err := config.Load(env.set); err == nil || !strings.Contains(err.Error(), env.says) {
			t.Errorf("%s: got %v, want it to speak of %s", name, err, env.says)
		}
	}
	if _, err := config.Load([]string{"GATEHOUSE_RATE_LIMITS=off"}); err != nil {
		t.Errorf("in development limits can be off: %v", err)
	}
}

// Each setting is refused by its name, and taken beside it.
func TestEachSettingIsChecked(t *testing.T) {
	for name, values := range map[string]struct{ good, bad []string }{
		"LISTEN":             {[]string{"127.0.0.1:8080", ":80", "[::1]:8080"}, []string{"8080", "localhost"}},
		"METRICS_LISTEN":     {[]string{"", "127.0.0.1:9090"}, []string{"9090"}},
		"PUBLIC_URL":         {[]string{"https://a.example", "http://localhost:8080/"}, []string{"a.example", "https://", "ftp://a.example", "https://a.example/path", "https://a.example?x=1", "https://a.example#x", "https://user:canary@a.example", "javascript:alert(1)"}},
		"DATABASE_URL":       {[]string{"sqlite:x.db", "postgres://u:p@h/db", "postgresql://h/db?sslmode=disable"}, []string{"sqlite:", "mysql://canary@h/db", "x.db", "postgres://u:canary@h"}},
		"SHUTDOWN_NOTICE":    {[]string{"0s", "5s", "1m"}, []string{"-1s", "61s"}},
		"SMTP_URL":           {[]string{"", "smtp://u:p@mail.example:587", "smtps://mail.example"}, []string{"mail.example:25", "http://canary@mail.example", "smtp://"}},
		"MAIL_FROM":          {[]string{"Gatehouse <a@b.example>", "a@b.example"}, []string{"Gatehouse", "a@b.example\r\nBcc: c@d.example"}},
		"ENV":                {[]string{"development"}, []string{"prod", "Production"}},
		"RATE_LIMITS":        {[]string{"on", "off"}, []string{"no", "true"}},
		"WORKSPACE_CREATION": {[]string{"anyone", "setup"}, []string{"nobody"}},
		"LOG_FORMAT":         {[]string{"text", "json"}, []string{"xml"}},
		"LOG_LEVEL":          {[]string{"debug", "error"}, []string{"trace"}},
		"SECRET":             {[]string{"", enough}, []string{"short canary"}},
		"TRUSTED_PROXIES":    {[]string{"", "10.0.0.0/8", "10.0.0.0/8, 2001:db8::/32"}, []string{"10.0.0.1", "all", "10.0.0.0/8,x"}},
	} {
		for _, v := range values.good {
			if _, err := config.Load([]string{"GATEHOUSE_" + name + "=" + v}); err != nil {
				t.Errorf("%s=%s: %v", name, v, err)
			}
		}
		for _, v := range values.bad {
			_, err := config.Load([]string{"GATEHOUSE_" + name + "=" + v})
			if err == nil || !strings.Contains(err.Error(), "GATEHOUSE_"+name) {
				t.Errorf("%s=%q: got %v, want it refused by its name", name, v, err)
			} else if strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: the message tells a secret: %v", name, err)
			}
		}
	}
}

// All faults come at once, one a line, and none of them tells a secret.
func TestAllFaultsComeAtOnce(t *testing.T) {
	_, err := config.Load([]string{
		"GATEHOUSE_LISTEN=x", "GATEHOUSE_PUBLIC_URL=x", "GATEHOUSE_DATABASE_URL=mysql://user:canary@host/db", "GATEHOUSE_ENV=x",
		"GATEHOUSE_SECRET=canary", "GATEHOUSE_RATE_LIMITS=x", "GATEHOUSE_WORKSPACE_CREATION=x", "GATEHOUSE_LOG_FORMAT=x",
		"GATEHOUSE_LOG_LEVEL=x", "GATEHOUSE_MAIL_FROM=x", "GATEHOUSE_TRUSTED_PROXIES=x,y", "GATEHOUSE_METRICS_LISTEN=x",
		"GATEHOUSE_SMTP_URL=canary", "GATEHOUSE_NONSENSE=1", "GATEHOUSE_PUBLIC_URI=1", "GATEHOUSE_SECRET_FILE=/nowhere",
	})
	if err == nil {
		t.Fatal("nothing was refused")
	}
	for _, name := range []string{
		"LISTEN", "PUBLIC_URL", "DATABASE_URL", "ENV", "SECRET", "RATE_LIMITS", "WORKSPACE_CREATION", "LOG_FORMAT", "LOG_LEVEL",
		"MAIL_FROM", "TRUSTED_PROXIES", "METRICS_LISTEN", "SMTP_URL", "NONSENSE", "PUBLIC_URI", "SECRET_FILE",
	} {
		if !strings.Contains(err.Error(), "GATEHOUSE_"+name) {
			t.Errorf("nothing about %s", name)
		}
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines < 17 { // two of the proxies
		t.Errorf("%d lines:\n%v", lines, err)
	}
	if strings.Contains(err.Error(), "canary") {
		t.Errorf("a secret is told:\n%v", err)
	}
	if _, err := config.Load([]string{"GATEHOUSE_TEST_POSTGRES_URL=x", "GATEHOUSE=x", "OTHER_NONSENSE=1"}); err != nil {
		t.Errorf("other programs' variables: %v", err)
	}
}

// A way past a pooler belongs to a database that is reached through one.
func TestTheDirectURLIsThatOfAPostgreSQL(t *testing.T) {
	const pooled, direct = "GATEHOUSE_DATABASE_URL=postgres://u:p@pooler:6432/db", "GATEHOUSE_DATABASE_DIRECT_URL="
	for _, good := range []string{"postgres://u:p@h/db", "postgres://u:p@h1:5432,h2:5432/db?target_session_attrs=read-write"} {
		c, err := config.Load([]string{pooled, direct + good})
		if err != nil || c.DatabaseDirectURL.Reveal() != good {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, set := range [][]string{{direct + "postgres://u:canary@h/db"}, {pooled, direct + "sqlite:canary.db"}, {pooled, direct + "postgres://u:canary@h"}} {
		_, err := config.Load(set)
		if err == nil || !strings.Contains(err.Error(), "GATEHOUSE_DATABASE_DIRECT_URL") || strings.Contains(err.Error(), "canary") {
			t.Errorf("%v: got %v", set, err)
		}
	}
}

func TestTheSecretComesFromOnePlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	write(t, file, enough+"\n")
	c, err := config.Load(append(production("GATEHOUSE_SECRET_FILE="+file), "GATEHOUSE_SECRET="))
	if err != nil || c.Secret.Reveal() != enough {
		t.Errorf("from the file: %v", err)
	}
	if _, err := config.Load(production("GATEHOUSE_SECRET_FILE=" + file)); err == nil {
		t.Error("both were taken")
	}
	write(t, file, "short\n")
	if _, err := config.Load(append(production("GATEHOUSE_SECRET_FILE="+file), "GATEHOUSE_SECRET=")); err == nil || strings.Contains(err.Error(), "short\n") {
		t.Errorf("a short one from the file: %v", err)
	}
	if _, err := config.Load([]string{"GATEHOUSE_SECRET_FILE=" + file + ".gone"}); err == nil {
		t.Error("a file that is not there")
	}
}

// In development the secret is made once, beside the data, for its owner alone.
func TestTheSecretIsMadeOnceInDevelopment(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	c, err := config.Load([]string{"GATEHOUSE_DATABASE_URL=sqlite:" + data + "/gatehouse.db"})
	if err != nil {
		t.Fatal(err)
	}
	one, err := c.KeepSecret()
	if err != nil || len(one.Reveal()) < 32 {
		t.Fatalf("%v", err)
	}
	two, err := c.KeepSecret()
	if err != nil || one != two {
		t.Errorf("the second start: %v", err)
	}
	info, err := os.Stat(filepath.Join(data, "secret"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	c.Secret = enough
	if kept, err := c.KeepSecret(); err != nil || kept != enough {
		t.Errorf("one that is set: %v", err)
	}
}

// Every setting has its sentence, and the names are those by which it is read.
func TestEverySettingIsDescribed(t *testing.T) {
	for _, s := range config.Settings() {
		if !strings.HasPrefix(s.Name, "GATEHOUSE_") || s.Doc == "" {
			t.Errorf("%+v", s)
		}
	}
	if n := len(config.Names()); n != len(config.Settings()) || n < 15 {
		t.Errorf("%d names", n)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
