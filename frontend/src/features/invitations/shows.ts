/** Which invitations the list shows, as the address names them. */
export const invitationShows = [
  'pending',
  'expiring',
  'undeliverable',
  'expired',
  'declined',
  'revoked',
  'accepted',
] as const;
export type InvitationShow = (typeof invitationShows)[number];

/** How an invitation's e-mail stands. */
export const mailStates = ['queued', 'sent', 'retrying', 'undeliverable', 'link'] as const;
export type MailState = (typeof mailStates)[number];

/** The state of the list, as it stands in the address. */
export type InvitationSearch = {
  q?: string | undefined;
  show?: InvitationShow | undefined;
  mail?: MailState | undefined;
  cursor?: string | undefined;
};
