import { Trans, useLingui } from '@lingui/react/macro';
import { isProblem } from '@/api/problem';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';

/** Why a change was not saved, and what to do. */
export function ChangeFailed({ error }: { error: unknown }) {
  const { i18n } = useLingui();
  if (error === null) return null;
  return (
    <Banner tone="danger">
      {isProblem(error, 'precondition_failed') ? (
        <Trans>
          This import was changed meanwhile, perhaps by somebody else. What you chose is still here: look at it again
          and save once more.
        </Trans>
      ) : isProblem(error, 'import_ended') || isProblem(error, 'import_not_ready') ? (
        <Trans>This import has been started or ended meanwhile, so it can't be changed any more.</Trans>
      ) : (
        problemText(i18n, error)
      )}
    </Banner>
  );
}
