package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

const (
	maxMailRate = 10_000
	maxNotice   = time.Minute
)

// check gives every fault at once, and fills what is read from texts.
func (c *Config) check() error {
	faults := []error{
		oneOf("GATEHOUSE_ENV", c.Env, Development, Production),
		oneOf("GATEHOUSE_RATE_LIMITS", c.RateLimits, "on", "off"),
		oneOf("GATEHOUSE_WORKSPACE_CREATION", c.WorkspaceCreation, "anyone", "setup"),
		oneOf("GATEHOUSE_WEBHOOK_ALLOW_PRIVATE", c.WebhookPrivate, "no", "yes"),
		oneOf("GATEHOUSE_LOG_FORMAT", c.LogFormat, "text", "json"),
		oneOf("GATEHOUSE_LOG_LEVEL", c.LogLevel, "debug", "info", "warn", "error"),
		address("GATEHOUSE_LISTEN", c.Listen),
		c.checkURL(),
		c.checkDatabase(),
		c.checkDirect(),
		c.checkSMTP(),
		c.checkSecret(),
	}
	if c.MaxPending < 0 || c.MaxMailsPerDay < 0 {
		faults = append(faults, errors.New("GATEHOUSE_MAX_PENDING_INVITATIONS and GATEHOUSE_MAX_MAILS_PER_DAY are numbers from 0, which is no limit"))
	}
	if c.ShutdownNotice < 0 || c.ShutdownNotice > maxNotice {
		faults = append(faults, fmt.Errorf("GATEHOUSE_SHUTDOWN_NOTICE is %s: use a time until %s, such as 5s", c.ShutdownNotice, maxNotice))
	}
	if c.MaxConnections < 0 {
		faults = append(faults, errors.New("GATEHOUSE_MAX_CONNECTIONS is a number from 0, which is no limit"))
	}
	if c.BulkMailRate < 1 || c.BulkMailRate > maxMailRate {
		faults = append(faults, fmt.Errorf("GATEHOUSE_BULK_MAIL_RATE is %d: use a number from 1 to %d", c.BulkMailRate, maxMailRate))
	}
	if c.MetricsListen != "" {
		faults = append(faults, address("GATEHOUSE_METRICS_LISTEN", c.MetricsListen))
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		faults = append(faults, errors.New("GATEHOUSE_MAIL_FROM is no address: write it like Gatehouse <gatehouse@example.com>"))
	}
	if c.InProduction() && c.RateLimits == "off" {
		faults = append(faults, errors.New("GATEHOUSE_RATE_LIMITS cannot be off in production"))
	}
	for _, text := range c.TrustedProxies {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			faults = append(faults, fmt.Errorf("GATEHOUSE_TRUSTED_PROXIES: %q is no network: write it like 10.0.0.0/8", text))
			continue
		}
		c.Proxies = append(c.Proxies, p)
	}
	return errors.Join(faults...)
}

func oneOf(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s is %q: use %s", name, value, strings.Join(allowed, " or "))
}

func address(name, value string) error {
	if _, _, err := net.SplitHostPort(value); err != nil {
		return fmt.Errorf("%s is %q: write it like 127.0.0.1:8080", name, value)
	}
	return nil
}

func (c *Config) checkURL() error {
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("GATEHOUSE_PUBLIC_URL is %q: write it like https://gatehouse.example.com, without a path", c.PublicURL)
	}
	if u.User != nil {
		return errors.New("GATEHOUSE_PUBLIC_URL has a user or password in it: every mail would carry them")
	}
	u.Path = ""
	c.URL, c.PublicURL = u, u.String()
	if c.InProduction() && u.Scheme != "https" {
		return errors.New("GATEHOUSE_PUBLIC_URL has to begin with https:// in production")
	}
	return nil
}

func (c *Config) checkDatabase() error {
	text := c.DatabaseURL.Reveal()
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok && path != "" {
		return nil
	}
	if isPostgres(c.DatabaseURL) {
		return nil
	}
	return errors.New("GATEHOUSE_DATABASE_URL cannot be used: write sqlite:data/gatehouse.db or postgres://user:password@host:5432/database")
}

// checkDirect refuses a way past a pooler where there is no pooler to pass.
func (c *Config) checkDirect() error {
	if c.DatabaseDirectURL == "" || isPostgres(c.DatabaseDirectURL) && isPostgres(c.DatabaseURL) {
		return nil
	}
	return errors.New("GATEHOUSE_DATABASE_DIRECT_URL cannot be used: write postgres://user:password@host:5432/database, of the database that GATEHOUSE_DATABASE_URL leads to through a pooler")
}

func isPostgres(text secret.Text) bool {
	u, err := url.Parse(text.Reveal())
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") && u.Path != ""
}

func (c *Config) checkSMTP() error {
	if c.SMTPURL == "" {
		return nil
	}
	if u, err := url.Parse(c.SMTPURL.Reveal()); err == nil && (u.Scheme == "smtp" || u.Scheme == "smtps") && u.Hostname() != "" {
		return nil
	}
	return errors.New("GATEHOUSE_SMTP_URL cannot be used: write smtp://user:password@host:587 or smtps://user:password@host:465")
}

func (c *Config) checkSecret() error {
	if c.Secret == "" && !c.InProduction() {
		return nil
	}
	if len(c.Secret) < secretBytes {
		return errors.New("GATEHOUSE_SECRET is missing or too short: use 32 bytes or more, such as the output of: openssl rand -base64 48")
	}
	return nil
}
