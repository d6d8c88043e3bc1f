import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import {
  Ban,
  Bot,
  CircleUser,
  DoorOpen,
  FileUp,
  KeyRound,
  LogIn,
  Mail,
  MapPin,
  ScrollText,
  Settings2,
  ShieldCheck,
  UserCheck,
  UserRound,
  Webhook,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { Family } from './search';

const texts: Record<Family, MessageDescriptor> = {
  user: msg`People`,
  invitation: msg`Invitations`,
  import: msg`Imports`,
  access_request: msg`Wishes to join`,
  approval: msg`Login requests`,
  role: msg`Roles`,
  permission: msg`Permissions`,
  api_key: msg`API keys`,
  webhook: msg`Webhooks`,
  location: msg`Locations`,
  workspace: msg`Workspace`,
  account: msg`Accounts`,
  session: msg`Sessions`,
  entry: msg`Refused entries`,
};

const icons: Record<Family, ComponentType<{ className?: string }>> = {
  user: UserRound,
  invitation: Mail,
  import: FileUp,
  access_request: DoorOpen,
  approval: UserCheck,
  role: ShieldCheck,
  permission: KeyRound,
  api_key: Bot,
  webhook: Webhook,
  location: MapPin,
  workspace: Settings2,
  account: CircleUser,
  session: LogIn,
  entry: Ban,
};

const known = (family: string): family is Family => family in texts;

/** What an action of the filter is called: a family in words, a single type as it is written. */
export function actionText(i18n: I18n, action: string): string {
  const [family = '', rest] = action.split('.');
  return rest === '*' && known(family) ? i18n._(texts[family]) : action;
}

export function FamilyIcon({ type }: { type: string }) {
  const [family = ''] = type.split('.');
  const Icon = known(family) ? icons[family] : ScrollText;
  return (
    <span
      aria-hidden="true"
      className="edge grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-muted max-sm:size-7"
    >
      <Icon className="size-4" />
    </span>
  );
}
