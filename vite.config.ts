import { defineConfig } from 'vitest/config'

const condition = 'vitest-mirakuru'

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: [
        'src/index.ts',
        'src/global-setup.ts',
        'src/executors/index.ts',
        'src/executors/process/guard-sweep.ts',
      ],
      output: { preserveModules: true, preserveModulesRoot: 'src' },
    },
  },
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests start whole runs of Vitest, on machines that may be busy.
    testTimeout: 30_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
  },
})
