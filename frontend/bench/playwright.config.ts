import { defineConfig } from '@playwright/test';
import e2e from '../playwright.config';

// Measures the browser app, and is started by TestBrowser in api/apitest/bench, which fills a workspace first.
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results/bench',
  workers: 1,
  timeout: 60 * 60_000,
  expect: { timeout: 60_000 },
  reporter: [['list', { printSteps: true }]],
  use: {
    ...e2e.use,
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
