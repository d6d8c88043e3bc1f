/** The names of the time zone database that this browser knows, and the one that is set. */
export function timeZones(present: string | null): string[] {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
  return present && !known.includes(present) ? [present, ...known] : known;
}

/** "Australia/Perth" as people read it. */
export const zoneName = (zone: string) => zone.replaceAll('_', ' ').replaceAll('/', ' / ');
