import { defineConfig } from 'vitest/config'

const elsewhere = ['**/node_modules/**', '**/dist/**', 'e2e/stories/**']

export default defineConfig({
  test: {
    // Half of the time a test waits for a process, a timer or the disk, so both cores are worth a worker.
    maxWorkers: 2,
    // Real databases and processes on a small, busy machine: a test that hangs is still found.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          globalSetup: 'e2e/global-setup.ts',
          include: ['{shared,server,e2e}/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: elsewhere,
        },
      },
      {
        extends: true,
        test: {
          // Its servers keep every core busy by themselves, and its clock takes a slow machine for a slow desk.
          name: 'chaos',
          environment: 'node',
          globalSetup: 'e2e/global-setup.ts',
          include: ['e2e/chaos/*.chaos.ts'],
          maxWorkers: 1,
        },
      },
      {
        extends: true,
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        define: { __APP_PATH__: JSON.stringify('app/chat-test.js') },
        test: {
          name: 'widget',
          environment: 'happy-dom',
          include: ['widget/**/*.test.{ts,tsx}'],
          exclude: elsewhere,
        },
      },
    ],
  },
})
