import { defineConfig } from 'vitest/config'

const stories = 'test/stories/**/*.test.ts'
const browser = 'test/e2e/**/*.test.ts'

// Stories run on both databases; the browser and the servers of the mail tests want the machine for themselves.
export default defineConfig({
  test: {
    reporters: ['default', './test/closingLine.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'rules',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [stories, browser, 'test/mail/**', 'test/process/**', 'test/chaos/**'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'pglite',
          include: [stories],
          env: { TEST_DATABASE: 'pglite' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'postgres',
          include: [stories],
          env: { TEST_DATABASE: 'postgres' },
          globalSetup: './test/postgresOnce.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'mail',
          include: ['test/mail/**/*.test.ts', 'test/process/**/*.test.ts', 'test/chaos/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: [browser],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
