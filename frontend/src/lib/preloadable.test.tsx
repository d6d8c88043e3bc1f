import { render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { expect, it } from 'vitest';
import { preloadable } from './preloadable';

const file = { default: ({ name }: { name: string }) => <p>Hello {name}</p> };

function shown(Part: ReturnType<typeof preloadable<{ name: string }>>) {
  render(
    <Suspense fallback="on its way">
      <Part name="Ada" />
    </Suspense>,
  );
}

it('shows at once what was loaded before', async () => {
  const Part = preloadable(() => Promise.resolve(file));
  Part.preload();
  await Promise.resolve();
  shown(Part);
  expect(screen.queryByText('on its way')).toBeNull();
  expect(screen.getByText('Hello Ada')).toBeVisible();
});

it('loads what was not, and shows the fallback meanwhile', async () => {
  shown(preloadable(() => Promise.resolve(file)));
  expect(screen.getByText('on its way')).toBeVisible();
  expect(await screen.findByText('Hello Ada')).toBeVisible();
});

it('tries again where loading it ahead failed', async () => {
  let tries = 0;
  const Part = preloadable(async () => {
    tries += 1;
    if (tries === 1) throw new Error('offline');
    return file;
  });
  Part.preload();
  await Promise.resolve();
  shown(Part);
  expect(await screen.findByText('Hello Ada')).toBeVisible();
});
