import { I18nProvider } from '@lingui/react';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { i18n } from '@/i18n/i18n';
import { Names } from './names';

const four = ['Admin', 'Approver', 'Auditor', 'Member'].map((name) => ({ id: name, name }));
const text = (most?: number, of = four) => {
  const { container } = render(
    <I18nProvider i18n={i18n}>{<Names of={of} {...(most ? { most } : {})} />}</I18nProvider>,
  );
  return container.textContent;
};

it('names all', () => expect(text()).toBe('Admin, Approver, Auditor, Member'));

it('counts what has no room, and keeps it within reach', () => {
  expect(text(2)).toBe('Admin, Approver and 2 more');
  expect(screen.getByTitle('Admin, Approver, Auditor, Member')).toBeVisible();
});

it('does not count a single one, which would take as much room', () => {
  expect(text(3)).toBe('Admin, Approver, Auditor, Member');
});

it('says that there are none', () => expect(text(2, [])).toContain('None'));
