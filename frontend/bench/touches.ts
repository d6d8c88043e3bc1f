import type { Page } from '@playwright/test';
import { world } from './world';

/** Something that somebody does on a page, and the first sign that it happened. */
export type Touch = {
  name: string;
  do: (page: Page) => Promise<unknown>;
  /** Painted only once it happened. */
  shown: string;
  /** A part of the address whose answer changes the list: how long after the answer the rows are there is measured too. */
  answer?: string;
  /** Puts things back for the next one. */
  after?: (page: Page) => Promise<unknown>;
};

const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const leave = (page: Page) => page.keyboard.press('Escape');
const keys = (text: string) => (page: Page) => page.keyboard.type(text, { delay: 60 });
/** A native list of choices draws its popup itself; by key the page hears of it as by a pointer. */
const nextChoice = (label: string) => async (page: Page) => {
  await page.getByLabel(label, { exact: true }).focus();
  await page.keyboard.press('ArrowDown');
};
const dialog = '[role=dialog], [role=alertdialog]';
const sought = `person ${String(Math.floor(world.people / 2)).padStart(7, '0')}`;

const users: Touch[] = [
  {
    name: 'search by typing',
    do: async (page) => {
      await page.getByLabel('Search name or e-mail').focus();
      await keys(sought)(page);
    },
    shown: 'tbody tr[data-row]:only-child',
    answer: 'q=person',
    after: (page) => page.getByLabel('Search name or e-mail').fill(''),
  },
  {
    name: 'filter by status',
    do: button(/^Invited/),
    shown: 'fieldset button:nth-of-type(3)[aria-pressed=true]',
    answer: 'status=invited',
    after: button(/^All/),
  },
  { name: 'filter by role', do: nextChoice('Role'), shown: 'select option:nth-child(2):checked', answer: 'role_id=' },
  {
    name: 'filter by location',
    do: nextChoice('Location'),
    shown: 'div + div > select option:nth-child(2):checked',
    answer: 'location_id=',
    after: button('Clear filters'),
  },
  { name: 'sort', do: button('Added'), shown: 'th[aria-sort=descending]', answer: 'sort=', after: button('User') },
  { name: 'turn the page', do: button('Next'), shown: 'nav button:first-of-type:enabled', answer: 'cursor=' },
  { name: 'tick one', do: (page) => page.getByRole('checkbox').nth(3).click(), shown: 'section[aria-label=Selected]' },
  { name: 'tick the page', do: (page) => page.getByRole('checkbox').first().click(), shown: 'thead input:checked' },
  {
    name: 'open the menu of a row',
    do: button(/^Actions for Person/),
    shown: '[role=menu]',
    after: leave,
  },
  {
    name: 'ask before suspending',
    do: async (page) => {
      await page
        .getByRole('button', { name: /^Actions for Person/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: /^Suspend/ }).click();
    },
    shown: dialog,
    after: leave,
  },
  { name: 'open the command palette', do: (page) => page.keyboard.press('Control+k'), shown: dialog },
  { name: 'find a person in it', do: keys(sought), shown: '[role=menuitem] bdi + span', after: leave },
  { name: 'open the list of workspaces', do: button(/^Switch workspace/), shown: dialog, after: leave },
];

const invitations: Touch[] = [
  {
    name: 'search by typing',
    do: async (page) => {
      await page.getByRole('searchbox').first().focus();
      await keys('invited7')(page);
    },
    shown: 'tbody tr[data-row]',
    answer: 'q=invited7',
    after: (page) => page.getByRole('searchbox').first().fill(''),
  },
  { name: 'turn the page', do: button('Next'), shown: 'nav button:first-of-type:enabled', answer: 'cursor=' },
  { name: 'open "Invite New User"', do: button('Invite New User'), shown: '[role=dialog] input' },
  {
    name: 'type an address in it',
    do: async (page) => {
      await page.getByRole('dialog').getByLabel('Email address').focus();
      await keys('new.person@example.com')(page);
    },
    shown: '[role=dialog] input',
  },
];

const requests: Touch[] = [
  {
    name: 'tick one',
    do: (page) => page.locator('[data-row] input[type=checkbox]').nth(1).click(),
    shown: '[data-row] input:checked',
  },
  { name: 'ask before rejecting', do: button(/^Reject and delete/), shown: dialog, after: leave },
  { name: 'approve', do: button(/^Approve /), shown: '[data-row] button[aria-disabled=true], [role=alertdialog]' },
];

const user: Touch[] = [
  {
    name: 'type in the name',
    do: async (page) => {
      await page.getByLabel('Name', { exact: true }).focus();
      await keys(' the Second')(page);
    },
    shown: 'main form',
  },
  { name: 'open the choice of roles', do: button(/Roles/), shown: '[role=option]', after: leave },
];

const audit: Touch[] = [
  { name: 'open an entry', do: (page) => page.locator('main summary').nth(2).click(), shown: 'main details[open] dl' },
  {
    name: 'filter by kind',
    do: nextChoice('Kind of entry'),
    shown: 'ul[aria-label=Filters]',
    answer: 'action=',
    after: button('Clear filters'),
  },
  { name: 'turn the page', do: button('Older'), shown: 'nav button:first-of-type:enabled', answer: 'cursor=' },
];

const locations: Touch[] = [
  { name: 'open "Add Location"', do: button('Add Location'), shown: '[role=dialog] input', after: leave },
];

export const touches: Record<string, Touch[]> = {
  Users: users,
  'One user': user,
  Invitations: invitations,
  'Login requests': requests,
  'Audit log': audit,
  Locations: locations,
};
