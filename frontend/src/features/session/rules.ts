import type { I18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import * as z from 'zod/mini';
import { passwordLength, shortestPassword } from './new-password-field';

// The server judges; these rules only spare people the way there for what is plainly missing.

export const nameRule = (i18n: I18n) =>
  z
    .string()
    .check(
      z.trim(),
      z.minLength(1, i18n._(msg`Enter a name.`)),
      z.maxLength(120, i18n._(msg`Use at most 120 characters.`)),
    );

export const emailRule = (i18n: I18n) =>
  z
    .string()
    .check(z.trim(), z.regex(/^[^\s@]+@[^\s@]+$/, i18n._(msg`Enter an e-mail address such as name@example.com.`)));

export const newPasswordRule = (i18n: I18n) =>
  z
    .string()
    .check(
      z.refine(
        (password) => passwordLength(password) >= shortestPassword,
        i18n._(msg`Use at least ${shortestPassword} characters.`),
      ),
    );
