import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  server: {
    proxy: { '/orders': process.env['API_URL'] ?? 'http://localhost:3000' },
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/global-setup.ts',
    maxWorkers: '100%',
    // Starts of services count, in the first test that asks for them.
    testTimeout: 60_000,
    // `npm run coverage` shows what the tests have run in the API.
    coverage: { include: ['src/**'], reporter: ['text'] },
  },
  // Only in the repository of vitest-mirakuru, where it is tested from its sources.
  ssr: { resolve: { conditions: ['vitest-mirakuru', ...defaultServerConditions] } },
})
