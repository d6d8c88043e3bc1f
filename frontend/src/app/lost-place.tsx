import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { CircleSlash } from 'lucide-react';
import { buttonClass } from '@/ui/button-class';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';
import { PublicFrame } from './public-frame';

/** Instead of a workspace's pages for somebody who was suspended there (then it has a name), or is no longer in it. */
export function LostPlace({ name }: { name: string | undefined }) {
  const { t } = useLingui();
  return (
    <PublicFrame>
      <PublicCard
        announce
        title={name ? t`Your access is suspended` : t`You are no longer in this workspace`}
        icon={<PublicIcon icon={<CircleSlash />} />}
        lead={
          name ? (
            <Trans>
              An administrator of <bdi className="font-medium text-ink">{name}</bdi> has taken your access away for now.
              They can give it back; this page then opens by itself.
            </Trans>
          ) : (
            <Trans>You left it, or an administrator removed you. Somebody there can invite you again.</Trans>
          )
        }
      >
        <Link to="/workspaces" className={buttonClass('secondary', 'lg')}>
          <Trans>Your workspaces</Trans>
        </Link>
      </PublicCard>
    </PublicFrame>
  );
}
