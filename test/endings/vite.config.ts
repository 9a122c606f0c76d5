import { defineConfig } from 'vitest/config'
import base from '../../vite.config.ts'

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/endings/**/*.test.ts', 'test/memory/**/*.test.ts'],
    exclude: [],
    typecheck: { enabled: false },
  },
})
