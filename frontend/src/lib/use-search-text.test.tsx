import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useSearchText } from './use-search-text';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function searchBox() {
  const send = vi.fn();
  const hook = renderHook(({ value }) => useSearchText(value, send), { initialProps: { value: '' } });
  const type = (text: string) => act(() => hook.result.current[1](text));
  return { send, type, text: () => hook.result.current[0], setAddress: (value: string) => hook.rerender({ value }) };
}

it('A search is sent once the typing pauses', () => {
  const box = searchBox();
  box.type('a');
  box.type('an');
  act(() => vi.advanceTimersByTime(249));
  expect(box.send).not.toHaveBeenCalled();
  act(() => vi.advanceTimersByTime(1));
  expect(box.send.mock.calls).toEqual([['an']]);
});

it('What was typed meanwhile is not overwritten by the answer to what was sent', () => {
  const box = searchBox();
  box.type('an');
  act(() => vi.advanceTimersByTime(250));
  box.type('ana');
  box.setAddress('an');
  expect(box.text()).toBe('ana');
});

it('A change of the address from outside is taken over', () => {
  const box = searchBox();
  box.type('an');
  act(() => vi.advanceTimersByTime(250));
  box.setAddress('an');
  box.setAddress('');
  expect(box.text()).toBe('');
});
