export const accountTabs = ['profile', 'password', 'email', 'sessions', 'preferences', 'delete'] as const;

export type AccountTab = (typeof accountTabs)[number];

/** The part that an address names; the first one for any other text. */
export function accountTab(text: unknown): AccountTab {
  return accountTabs.find((tab) => tab === text) ?? 'profile';
}
