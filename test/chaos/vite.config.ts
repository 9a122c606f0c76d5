import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/chaos/**/*.test.ts'],
    globalSetup: 'test/fresh-build.ts',
    // Moments are hit by chance: others that run at the same time would make them the same ones.
    maxWorkers: 1,
    testTimeout: 120_000,
  },
})
