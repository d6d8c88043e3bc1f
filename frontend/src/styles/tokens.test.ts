import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');

function token(name: string, theme: 'light' | 'dark'): string {
  const [, light, dark] = new RegExp(`--color-${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css) ?? [];
  const value = name === 'white' ? '#ffffff' : theme === 'light' ? light : dark;
  if (!value) throw new Error(`no token ${name}`);
  return value;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['canvas', 'surface', 'raised', 'sunken'];
const text: [string, string][] = [
  ...grounds.flatMap((ground): [string, string][] => [
    ['ink', ground],
    ['muted', ground],
    ['accent-ink', ground],
    ['danger-ink', ground],
  ]),
  ['white', 'accent'],
  ['white', 'accent-hover'],
  ['white', 'danger'],
  ['white', 'danger-hover'],
  ['ink', 'pressed'],
  ['muted', 'pressed'],
  ['accent-ink', 'accent-soft'],
  ['danger-ink', 'danger-soft'],
  ['ok-ink', 'ok-soft'],
  ['warn-ink', 'warn-soft'],
  ['info-ink', 'info-soft'],
  ['ink', 'warn-soft'],
  ['ink', 'danger-soft'],
  ['ink', 'ok-soft'],
  ['ink', 'accent-soft'],
  ['muted', 'accent-soft'],
];
const edges: [string, string][] = grounds.slice(0, 3).flatMap((ground): [string, string][] => [
  ['control', ground],
  ['accent-ink', ground],
]);

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it.each(text)('%s on %s can be read', (ink, ground) => {
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(edges)('%s is visible on %s', (edge, ground) => {
    expect(contrast(token(edge, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});
