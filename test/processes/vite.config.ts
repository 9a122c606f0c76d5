import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The modules of src that programs in this folder run in plain Node, each in a file of its own. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  build: {
    ssr: true,
    outDir: 'node_modules/.cache/vitest-mirakuru/sources',
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: [
        'src/executors/process/guard/guard.ts',
        'src/fixtures/code/coverage/collection.ts',
        'src/fixtures/code/coverage/coverage-tool.ts',
        'src/fixtures/folders/temporary-directory.ts',
        'src/fixtures/logs/run-directory.ts',
        'src/fixtures/prepare/command-preparation.ts',
        'src/fixtures/start/port-lock.ts',
        'src/fixtures/start/ports.ts',
        'src/report/write-timeline.ts',
      ],
      output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
    },
  },
})
