import { randomInt } from 'node:crypto'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/chaos/**/*.test.ts', 'test/fixtures/sharing/main/outage-model.test.ts'],
    env: { OUTAGE_MODEL_SEED: String(randomInt(2 ** 31)) },
    globalSetup: 'test/fresh-build.ts',
    // Moments are hit by chance: others that run at the same time would make them the same ones.
    maxWorkers: 1,
    testTimeout: 120_000,
  },
})
