import { Trans, useLingui } from '@lingui/react/macro';
import { setShortcuts, useShortcutsOn } from '@/lib/shortcuts';
import { setTheme, type Theme, useTheme } from '@/lib/theme';
import { Checkbox } from '@/ui/checkbox';
import { RadioGroup } from '@/ui/radio-group';
import { Panel } from './panel';

/** What belongs to this browser alone. */
export default function PreferencesPanel() {
  const { t } = useLingui();
  const theme = useTheme();
  const shortcuts = useShortcutsOn();
  return (
    <Panel title={<Trans>Preferences</Trans>} lead={<Trans>They hold in this browser alone.</Trans>}>
      <RadioGroup<Theme>
        label={t`Theme`}
        name="theme"
        options={[
          { id: 'system', name: t`System`, description: t`Light or dark, as your device is set.` },
          { id: 'light', name: t`Light` },
          { id: 'dark', name: t`Dark` },
        ]}
        checkedId={theme}
        onChange={(event) => setTheme(event.target.value as Theme)}
      />
      <Checkbox
        label={<Trans>Keyboard shortcuts of one key</Trans>}
        hint={<Trans>Press ? in a workspace to see them all. Ctrl K works either way.</Trans>}
        checked={shortcuts}
        onChange={(event) => setShortcuts(event.target.checked)}
      />
    </Panel>
  );
}
