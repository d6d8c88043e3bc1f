import { useLingui } from '@lingui/react/macro';
import type { FormEventHandler, ReactNode } from 'react';
import { problemText } from '@/i18n/problem-text';
import { Banner } from './banner';

type FormProps = {
  onSubmit: FormEventHandler;
  /** A failure that no field shows; read out and shown above the fields. */
  error?: unknown;
  /** Own words for that failure. */
  errorText?: ReactNode;
  children: ReactNode;
};

/** The frame of a form: its error on top, its fields below each other. The browser's own bubbles are off. */
export function Form({ onSubmit, error, errorText, children }: FormProps) {
  const { i18n } = useLingui();
  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-5">
      {error ? <Banner tone="danger">{errorText || problemText(i18n, error)}</Banner> : null}
      {children}
    </form>
  );
}
