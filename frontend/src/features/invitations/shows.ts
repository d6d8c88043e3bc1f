/** Which invitations the list shows, as the address names them. */
export const invitationShows = ['pending', 'undeliverable', 'expired', 'declined', 'revoked', 'accepted'] as const;
export type InvitationShow = (typeof invitationShows)[number];
