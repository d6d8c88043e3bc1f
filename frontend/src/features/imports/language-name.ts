/** What a language calls itself. */
export function languageName(locale: string): string {
  try {
    const own = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
    return own.charAt(0).toLocaleUpperCase(locale) + own.slice(1);
  } catch {
    return locale;
  }
}
