// Package config reads the settings of the installation from the environment. Every setting has a default
// that works on one machine with nothing else; Check gives all faults at once, and nothing starts with one.
package config

import (
	"net/netip"
	"net/url"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// The environments.
const (
	Development = "development"
	Production  = "production"
)

// Config is every setting, as documented in docs/reference/settings.md.
type Config struct {
	Listen            string        `env:"LISTEN" envDefault:"127.0.0.1:8080" doc:"address of the API and the browser app"`
	MetricsListen     string        `env:"METRICS_LISTEN" doc:"a second listener, for /metrics alone; empty: /metrics is on the first one in development, and nowhere in production"`
	PublicURL         string        `env:"PUBLIC_URL" envDefault:"http://localhost:8080" doc:"the base of every link in every mail; never taken from a request"`
	DatabaseURL       secret.Text   `env:"DATABASE_URL" envDefault:"sqlite:data/gatehouse.db" doc:"sqlite:PATH, or postgres://…"`
	DatabaseDirectURL secret.Text   `env:"DATABASE_DIRECT_URL" doc:"postgres://… past a pooler, where DATABASE_URL leads through one in transaction mode, such as PgBouncer: for listening and for migrations"`
	SMTPURL           secret.Text   `env:"SMTP_URL" doc:"smtp://user:pass@host:587 (STARTTLS required unless ?tls=none) or smtps://…; empty: the local outbox at /dev/mail"`
	MailFrom          string        `env:"MAIL_FROM" envDefault:"Gatehouse <gatehouse@localhost>" doc:"the sender of every mail"`
	Secret            secret.Text   `env:"SECRET" doc:"32 bytes or more, from which every key is derived; made once under ./data in development, demanded in production"`
	SecretFile        string        `env:"SECRET_FILE" doc:"a file that holds the secret"`
	Env               string        `env:"ENV" envDefault:"development" doc:"production switches /dev/* off, demands a secret and an https public URL"`
	SetupToken        secret.Text   `env:"SETUP_TOKEN" doc:"presets the one-time set-up token; empty: made and printed"`
	TrustedProxies    []string      `env:"TRUSTED_PROXIES" envSeparator:"," doc:"networks (CIDR) whose X-Forwarded-For counts"`
	RateLimits        string        `env:"RATE_LIMITS" envDefault:"on" doc:"off for benchmarks; refused in production"`
	MaxConnections    int           `env:"MAX_CONNECTIONS" envDefault:"10000" doc:"how many connections can be open at once; beyond that the one that has waited longest for a request is closed; 0: any number"`
	WorkspaceCreation string        `env:"WORKSPACE_CREATION" envDefault:"anyone" doc:"who may make further workspaces: anyone signed in, or setup for nobody"`
	MaxPending        int64         `env:"MAX_PENDING_INVITATIONS" envDefault:"250000" doc:"how many open invitations one workspace can have; 0: any number"`
	MaxMailsPerDay    int64         `env:"MAX_MAILS_PER_DAY" envDefault:"250000" doc:"how many mails one workspace can send in a day (UTC) before it can send no more invitations; 0: any number"`
	BulkMailRate      int           `env:"BULK_MAIL_RATE" envDefault:"20" doc:"mails of bulk invitations that leave in a second, all processes and workspaces together, in equal shares; other mail never waits for them"`
	WebhookPrivate    string        `env:"WEBHOOK_ALLOW_PRIVATE" envDefault:"no" doc:"yes lets webhooks reach loopback and private networks, and lets their addresses be http; only where everybody who can make a webhook may reach everything that this machine can"`
	ShutdownNotice    time.Duration `env:"SHUTDOWN_NOTICE" envDefault:"1s" doc:"how long a process that was told to end says that it is not ready and still takes requests, until a minute; longer than the load balancer takes to notice"`
	LogFormat         string        `env:"LOG_FORMAT" doc:"text or json; text in development, json in production"`
	LogLevel          string        `env:"LOG_LEVEL" envDefault:"info" doc:"debug, info, warn or error"`

	URL     *url.URL       `env:"-"` // PublicURL, read
	Proxies []netip.Prefix `env:"-"` // TrustedProxies, read
}

// InProduction tells whether the rules of production hold.
func (c Config) InProduction() bool { return c.Env == Production }

// HooksInside tells whether webhooks may reach private networks.
func (c Config) HooksInside() bool { return c.WebhookPrivate == "yes" }

// LocalMail tells whether mail goes to the local outbox: in development, where no SMTP server is set.
func (c Config) LocalMail() bool { return !c.InProduction() && c.SMTPURL == "" }
