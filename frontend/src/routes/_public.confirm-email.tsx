import { createFileRoute } from '@tanstack/react-router';
import { ConfirmEmail, type Mailbox } from '@/features/account/confirm-email';
import { useLinkToken } from '@/lib/link-token';

export const Route = createFileRoute('/_public/confirm-email')({
  validateSearch: ({ mailbox }: Record<string, unknown>): { mailbox?: Mailbox } =>
    mailbox === 'old' ? { mailbox } : {},
  component: ConfirmEmailPage,
});

function ConfirmEmailPage() {
  const token = useLinkToken('/confirm-email');
  const { mailbox } = Route.useSearch();
  return <ConfirmEmail key={token} token={token} mailbox={mailbox ?? 'new'} />;
}
