import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Tabs } from './tabs';

function Three() {
  const [selected, select] = useState('a');
  const tabs = ['a', 'b', 'c'].map((id) => ({ id, title: `Tab ${id}`, content: <p>Panel {id}</p> }));
  return <Tabs label="Parts" tabs={tabs} selected={selected} onSelect={select} />;
}

it('Tabs are one stop for the Tab key; arrows, Home and End choose', async () => {
  const user = userEvent.setup();
  render(<Three />);
  await user.tab();
  expect(screen.getByRole('tab', { name: 'Tab a' })).toHaveFocus();
  await user.keyboard('{ArrowRight}');
  expect(screen.getByRole('tab', { name: 'Tab b' })).toHaveFocus();
  expect(screen.getByRole('tabpanel', { name: 'Tab b' })).toHaveTextContent('Panel b');
  await user.keyboard('{End}{ArrowRight}');
  expect(screen.getByRole('tab', { selected: true })).toHaveTextContent('Tab a');
  expect(screen.getAllByRole('tab').filter((tab) => tab.tabIndex === 0)).toHaveLength(1);
});
