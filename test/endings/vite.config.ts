import { defineConfig } from 'vitest/config'
import base, { forAllTests } from '../../vite.config.ts'

export default defineConfig({
  ...base,
  test: {
    ...forAllTests,
    include: ['test/endings/**/*.test.ts', 'test/memory/**/*.test.ts'],
  },
})
