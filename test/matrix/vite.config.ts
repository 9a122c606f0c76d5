import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/matrix/**/*.test.ts'],
    globalSetup: 'test/matrix/global-setup.ts',
    // Each test runs Vitest, and type checkers.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
