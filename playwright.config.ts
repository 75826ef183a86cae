import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import type { DeskChoice } from './e2e/drive/desk-kinds.ts'

const chromium = [process.env.BATON_CHROMIUM, '/usr/bin/chromium'].find((file) => file && existsSync(file))

const withDesk = (deskKind: DeskChoice['deskKind']) => ({
  name: deskKind,
  grep: [/@desk\b/, new RegExp(`@${deskKind}\\b`)],
  use: { deskKind },
})

export default defineConfig<object, DeskChoice>({
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
  // Stories that need a desk are played with each of them; which one they need, their tags say (e2e/stories/story.ts).
  projects: [
    withDesk('freshchat'),
    withDesk('livechat'),
    { name: 'any desk', grepInvert: /@(desk|freshchat|livechat)\b/ },
  ],
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
