import { availableParallelism } from 'node:os'
import { defaultExclude, defineConfig } from 'vitest/config'

const condition = 'vitest-mirakuru'

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        index: 'src/index.ts',
        'global-setup': 'src/global-setup.ts',
        'executors/index': 'src/executors/index.ts',
        'executors/process/guard-sweep': 'src/executors/process/guard-sweep.ts',
      },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name].js',
        // Few files, since each isolated test file of a user loads them again.
        codeSplitting: {
          groups: [
            // What all have in common. Nothing of Vitest, which executors do without.
            {
              name: 'common',
              test: /src.(?:errors|executors.(?:away|options|process.per-thread|readiness.any))\.ts$/,
              priority: 5,
            },
            // With what services that are started here and shared ones have in common.
            {
              name: 'declaring',
              test: /src.(?:index|fixtures.(?:dependents|output-lines))\.ts$/,
              priority: 4,
            },
            { name: 'borrowing', test: /sharing.borrow\.ts$/, priority: 3 },
            { name: 'executors', test: /executors.simple-executor\.ts$/, priority: 2 },
            { name: 'starting', test: /fixtures.local-start\.ts$/, priority: 1 },
          ],
        },
      },
    },
  },
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...defaultExclude, 'test/matrix/**'],
    // Test files wait for processes most of the time: even two processors have work for four of them.
    maxWorkers: Math.max(4, availableParallelism()),
    // Many tests start whole runs of Vitest, on machines that may be busy. These only end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000, interval: 10 } },
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
  },
})
