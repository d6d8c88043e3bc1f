import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Column } from './types';

/** What a row can say of a person, in the order in which it is shown. */
export const columns: Column[] = ['email', 'name', 'role', 'location', 'message'];

export const columnTexts: Record<Column, MessageDescriptor> = {
  email: msg`Email address`,
  name: msg`Name`,
  role: msg`Role`,
  location: msg`Location`,
  message: msg`Message`,
};
