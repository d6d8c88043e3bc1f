import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { isProblem, Problem } from '@/api/problem';
import { dropSession } from '@/api/token';
import type { Me } from '@/api/types';
import { applyFieldErrors } from '@/lib/form';
import { useRuledForm } from '@/lib/ruled-form';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Form } from '@/ui/form';
import { linkClass } from '@/ui/link-class';
import { PasswordField } from '@/ui/password-field';
import { TextField } from '@/ui/text-field';
import { showToast } from '@/ui/toast';
import { deleteAccount } from './api';
import { Panel } from './panel';

type Values = Record<'email' | 'password', string>;

export default function DeletePanel({ me }: { me: Me }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useRuledForm({ email: '', password: '' });
  const remove = useMutation({
    mutationFn: ({ password }: Values) => deleteAccount(password),
    onSuccess: async () => {
      dropSession();
      await navigate({ to: '/sign-in' });
      queryClient.clear();
      showToast({ title: t`Your account is deleted` });
    },
    onError: (error) => applyFieldErrors(form, error),
  });
  const { errors } = form.formState;
  const needed = neededIn(remove.error);
  const shown = remove.error instanceof Problem && remove.error.errors.length === 0 && needed.length === 0;
  const same = (typed: string) => typed.trim().toLowerCase() === me.email;
  return (
    <Panel
      title={<Trans>Delete your account</Trans>}
      lead={<Trans>For good: nobody can bring it back, and nothing of you stays but what the audit logs keep.</Trans>}
    >
      <Losses me={me} />
      <Form onSubmit={form.handleSubmit((values) => remove.mutate(values))} error={shown && remove.error}>
        {needed.length > 0 && <Needed workspaces={needed} />}
        <TextField
          label={t`Type your e-mail address`}
          type="email"
          autoComplete="off"
          hint={me.email}
          error={errors.email?.message}
          {...form.register('email', {
            validate: (typed) => same(typed) || t`This is not the address of your account.`,
          })}
        />
        <PasswordField
          label={t`Password`}
          autoComplete="current-password"
          error={errors.password?.message}
          {...form.register('password', { required: t`Enter your password.` })}
        />
        <div>
          <Button type="submit" variant="danger" busy={remove.isPending} className="max-sm:w-full">
            <Trans>Delete my account</Trans>
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

function Losses({ me }: { me: Me }) {
  return (
    <div className="flex flex-col gap-2">
      <p>
        <Trans>You lose, at once:</Trans>
      </p>
      <ul className="flex list-disc flex-col gap-1 pl-5 [overflow-wrap:anywhere]">
        {me.workspaces.map(({ workspace }) => (
          <li key={workspace.id}>
            <Trans>
              your place in <bdi className="font-medium">{workspace.name}</bdi>, with its roles and locations
            </Trans>
          </li>
        ))}
        <li>
          <Trans>your invitations and requests that still wait</Trans>
        </li>
        <li>
          <Trans>your sign-in, in every browser</Trans>
        </li>
      </ul>
    </div>
  );
}

type NeededIn = { id: string; name: string; code: string };

function neededIn(error: unknown): NeededIn[] {
  if (!isProblem(error) || !Array.isArray(error.body.workspaces)) return [];
  return error.body.workspaces as NeededIn[];
}

/** The workspaces that cannot do without the person, and what they can do about it. */
function Needed({ workspaces }: { workspaces: NeededIn[] }) {
  return (
    <Banner tone="danger">
      <p className="font-medium">
        <Trans>Your account was not deleted: some workspaces cannot do without you.</Trans>
      </p>
      <ul className="mt-2 flex flex-col gap-2">
        {workspaces.map(({ id, name, code }) => (
          <li key={id}>
            <Link to="/w/$workspaceId/settings/users" params={{ workspaceId: id }} className={linkClass}>
              <bdi>{name}</bdi>
            </Link>
            :{' '}
            {code === 'last_admin' ? (
              <Trans>you are its only Admin. Make someone else Admin there, or delete the workspace.</Trans>
            ) : (
              <Trans>two people have to be able to approve there. Let someone else approve, too.</Trans>
            )}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
