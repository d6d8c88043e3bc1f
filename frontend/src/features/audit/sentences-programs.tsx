import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Told } from './told';

/** The sentences about what programs enter by and are told by: API keys and webhooks. */
export const programSentences: Record<string, (told: Told) => ReactNode> = {
  'api_key.created': ({ who, what }) => (
    <Trans>
      {who} made the API key {what}
    </Trans>
  ),
  'api_key.updated': ({ who, what }) => (
    <Trans>
      {who} changed the API key {what}
    </Trans>
  ),
  'api_key.rotated': ({ who, what }) => (
    <Trans>
      {who} gave the API key {what} a new secret
    </Trans>
  ),
  'api_key.deleted': ({ who, what, to }) => {
    switch (to('reason')) {
      case 'maker_removed':
        return <Trans>The API key {what} ended with the place of whoever made it</Trans>;
      case 'maker_key_deleted':
        return <Trans>The API key {what} ended with the key that made it</Trans>;
      default:
        return (
          <Trans>
            {who} deleted the API key {what}
          </Trans>
        );
    }
  },

  'webhook.created': ({ who, what }) => (
    <Trans>
      {who} made the webhook {what}
    </Trans>
  ),
  'webhook.updated': ({ who, what, to }) => {
    switch (to('enabled')) {
      case 'true':
        return (
          <Trans>
            {who} turned the webhook {what} on
          </Trans>
        );
      case 'false':
        return (
          <Trans>
            {who} turned the webhook {what} off
          </Trans>
        );
      default:
        return (
          <Trans>
            {who} changed the webhook {what}
          </Trans>
        );
    }
  },
  'webhook.secret_rotated': ({ who, what, to }) =>
    to('reason') === 'url_changed' ? (
      <Trans>The webhook {what} got a new secret with its new URL</Trans>
    ) : (
      <Trans>
        {who} gave the webhook {what} a new secret
      </Trans>
    ),
  'webhook.disabled': ({ what, to }) => {
    switch (to('reason')) {
      case 'gone':
        return <Trans>The webhook {what} was turned off: its endpoint wants to hear nothing more</Trans>;
      case 'failing':
        return <Trans>The webhook {what} was turned off: nothing could be delivered for three days</Trans>;
      case 'owner_lost_access':
        return <Trans>The webhook {what} was turned off: whoever it works for may not manage webhooks any more</Trans>;
      default:
        return <Trans>The webhook {what} was turned off</Trans>;
    }
  },
  'webhook.deleted': ({ who, what }) => (
    <Trans>
      {who} deleted the webhook {what}
    </Trans>
  ),
  'webhook.tested': ({ who, what }) => (
    <Trans>
      {who} sent the webhook {what} a test
    </Trans>
  ),
  'webhook.redelivered': ({ who, what }) => (
    <Trans>
      {who} sent an event to the webhook {what} once more
    </Trans>
  ),
};
