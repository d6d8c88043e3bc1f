import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { usePlace } from '@/features/session/place';
import { shownError } from '@/lib/form';
import { Card } from '@/ui/card';
import { ErrorState } from '@/ui/error-state';
import { RadioGroup } from '@/ui/radio-group';
import { Loading, Skeleton } from '@/ui/skeleton';
import { TextArea } from '@/ui/text-area';
import { TextField } from '@/ui/text-field';
import type { RoleValues } from './edit-role';
import { useGiver } from './giving';
import { PermissionBoxes } from './permission-boxes';
import { permissionsQuery } from './permission-queries';
import { longestDescription, longestName } from './use-role-form';

/** Name, description, scope and permissions of a role. */
export function RoleFields({ form }: { form: UseFormReturn<RoleValues> }) {
  const { t } = useLingui();
  return (
    <>
      <Card>
        <div className="flex max-w-2xl flex-col gap-5">
          <TextField
            label={t`Name`}
            autoComplete="off"
            maxLength={longestName}
            error={shownError(form, 'name')}
            {...form.register('name')}
          />
          <TextArea
            label={t`Description`}
            optional
            rows={2}
            maxLength={longestDescription}
            hint={<Trans>Whoever chooses a role for somebody reads this.</Trans>}
            error={shownError(form, 'description')}
            {...form.register('description')}
          />
          <RadioGroup
            label={t`Where it counts`}
            options={[
              {
                id: 'workspace',
                name: <Trans>Across the workspace</Trans>,
                description: <Trans>It allows what you choose below for everybody and everything here.</Trans>,
              },
              {
                id: 'locations',
                name: <Trans>Only at their locations</Trans>,
                description: (
                  <Trans>
                    It allows it only for people and things at the locations of whoever has the role. Roles, settings
                    and keys belong to no location, so it opens none of them.
                  </Trans>
                ),
              },
            ]}
            error={shownError(form, 'scope')}
            {...form.register('scope')}
          />
        </div>
      </Card>
      <Card>
        <h2 className="pb-4 font-semibold text-lg">
          <Trans>What it allows</Trans>
        </h2>
        <Permissions form={form} />
      </Card>
    </>
  );
}

function Permissions({ form }: { form: UseFormReturn<RoleValues> }) {
  const { workspaceId } = usePlace();
  const giver = useGiver();
  const catalogue = useQuery(permissionsQuery(workspaceId));
  if (catalogue.isPending) return <BoxesSkeleton />;
  if (!catalogue.data) return <ErrorState error={catalogue.error} onRetry={() => void catalogue.refetch()} />;
  return (
    <Controller
      control={form.control}
      name="permissions"
      render={({ field, fieldState }) => (
        <PermissionBoxes
          catalogue={catalogue.data.data}
          value={field.value}
          onChange={field.onChange}
          giver={giver}
          error={fieldState.error?.message}
        />
      )}
    />
  );
}

function BoxesSkeleton() {
  return (
    <Loading>
      <div className="grid grid-cols-2 gap-x-8 gap-y-6 max-lg:grid-cols-1">
        {['w-24', 'w-16', 'w-20', 'w-28'].map((width) => (
          <div key={width} className="flex flex-col gap-3">
            <Skeleton className={`h-4 ${width}`} />
            <Skeleton className="h-3 w-56" />
            <Skeleton className="h-3 w-48" />
            <Skeleton className="h-3 w-52" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
