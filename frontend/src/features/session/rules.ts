import type { I18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { passwordLength, shortestPassword } from './new-password-field';

// For `register()`. The server judges; these rules only spare people the way there for what is plainly missing.

const trimmed = (text: string) => text.trim();

export const nameRule = (i18n: I18n) => ({
  setValueAs: trimmed,
  required: i18n._(msg`Enter a name.`),
  maxLength: { value: 120, message: i18n._(msg`Use at most 120 characters.`) },
});

export const emailRule = (i18n: I18n) => {
  const message = i18n._(msg`Enter an e-mail address such as name@example.com.`);
  return { setValueAs: trimmed, required: message, pattern: { value: /^[^\s@]+@[^\s@]+$/, message } };
};

export const newPasswordRule = (i18n: I18n) => ({
  validate: (password: string) =>
    passwordLength(password) >= shortestPassword || i18n._(msg`Use at least ${shortestPassword} characters.`),
});
