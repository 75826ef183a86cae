import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const chromium = [process.env.BATON_CHROMIUM, '/usr/bin/chromium'].find((file) => file && existsSync(file))

export default defineConfig({
  testDir: 'e2e/stories',
  testMatch: '**/*.{story,test}.ts',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results',
  // Each story starts a server of its own on a free port, so stories never meet.
  fullyParallel: true,
  workers: 2,
  // A story that passes at the second try hides a race.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    trace: 'off',
    // What is measured stands still.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      // Without a path Playwright takes its own Chromium.
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        '--no-sandbox', // root in a container has no other choice
        '--disable-gpu',
        // A test's browser talks to the test's server and to nobody else.
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
