import { act, renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useLinkToken, watchLinkToken } from './link-token';

it('takes the token out of the address at once, and again when another link is opened in the same tab', () => {
  window.history.replaceState(null, '', '/invite#token=first');
  watchLinkToken();
  expect(window.location.href).not.toContain('first');
  const { result } = renderHook(() => useLinkToken('/invite'));
  expect(result.current).toBe('first');

  window.history.replaceState(null, '', '/invite#token=second');
  act(() => {
    window.dispatchEvent(new Event('hashchange'));
  });
  expect(result.current).toBe('second');
  expect(window.location.hash).toBe('');
});

it('gives the token to the page that the link was for, and to no other', () => {
  window.history.replaceState(null, '', '/reset-password#token=mine');
  watchLinkToken();
  expect(renderHook(() => useLinkToken('/invite')).result.current).toBeNull();
});
