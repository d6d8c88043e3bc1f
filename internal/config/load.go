package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

const (
	prefix      = "GATEHOUSE_"
	secretBytes = 32
)

// Load reads the environment, given as NAME=value lines, and checks it. The error joins all faults, one a line.
func Load(environ []string) (Config, error) {
	var c Config
	vars := env.ToMap(environ)
	err := env.ParseWithOptions(&c, env.Options{Prefix: prefix, Environment: vars})
	if err != nil {
		return c, fmt.Errorf("read the settings: %w", err)
	}
	if c.LogFormat == "" {
		c.LogFormat = map[bool]string{true: "json", false: "text"}[c.InProduction()]
	}
	return c, errors.Join(unknown(vars), readSecret(&c), c.check())
}

// unknown names settings that do not exist, so that a typo never passes silently.
func unknown(vars map[string]string) error {
	names := Names()
	var faults []error
	for name := range vars {
		if strings.HasPrefix(name, prefix) && !strings.HasPrefix(name, prefix+"TEST_") && !slices.Contains(names, name) {
			faults = append(faults, fmt.Errorf("%s is no setting; the settings are in docs/reference/settings.md", name))
		}
	}
	return errors.Join(faults...)
}

// Names lists the names of all settings.
func Names() []string {
	var names []string
	for _, s := range Settings() {
		names = append(names, s.Name)
	}
	return names
}

// Setting is one setting as people read of it.
type Setting struct{ Name, Default, Doc string }

// Settings lists all settings in their order.
func Settings() []Setting {
	var all []Setting
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		if name := tag.Get("env"); name != "-" {
			all = append(all, Setting{Name: prefix + name, Default: tag.Get("envDefault"), Doc: tag.Get("doc")})
		}
	}
	return all
}

// readSecret takes the secret from its file where one is named.
func readSecret(c *Config) error {
	if c.SecretFile == "" {
		return nil
	}
	if c.Secret != "" {
		return errors.New("GATEHOUSE_SECRET and GATEHOUSE_SECRET_FILE are both set: keep one")
	}
	text, err := os.ReadFile(c.SecretFile)
	if err != nil {
		return fmt.Errorf("GATEHOUSE_SECRET_FILE cannot be read: %w", err)
	}
	c.Secret = secret.Text(strings.TrimSpace(string(text)))
	return nil
}

// KeepSecret gives the installation's secret. In development, where none is set, it is made once and kept in a
// file beside the data, so that sessions and sealed mail outlive a restart.
func (c Config) KeepSecret() (secret.Text, error) {
	if c.Secret != "" {
		return c.Secret, nil
	}
	path := filepath.Join(c.dataFolder(), "secret")
	text, err := os.ReadFile(path)
	if err == nil {
		return secret.Text(strings.TrimSpace(string(text))), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	made := secret.NewToken()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("make the data folder: %w", err)
	}
	if err := os.WriteFile(path, []byte(made.Reveal()+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the secret: %w", err)
	}
	return made, nil
}

func (c Config) dataFolder() string {
	if path, ok := strings.CutPrefix(c.DatabaseURL.Reveal(), "sqlite:"); ok {
		return filepath.Dir(path)
	}
	return "data"
}
