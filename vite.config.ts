import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { build, type Plugin } from 'vite'
import { defaultExclude, defineConfig } from 'vitest/config'
import type { InlineConfig } from 'vitest/node'

const condition = 'vitest-mirakuru'

interface EmbeddedProgram {
  /** The name that the sources import it by. */
  readonly id: string
  readonly input: string
  /** For who runs the sources; in dist it is within the chunk that uses it. */
  readonly fileName: string
  readonly target: string
  readonly format: 'cjs' | 'iife'
  readonly external: readonly string[]
}

/** The guard runs it when there may be no file of this package any more. */
const GUARD_SWEEP: EmbeddedProgram = {
  id: '#guard-sweep',
  input: 'src/executors/process/guard/guard-sweep.ts',
  fileName: 'executors/process/guard-sweep.js',
  target: 'node20',
  format: 'cjs',
  external: ['fkill'],
}

/** The script of the timeline's page. */
const TIMELINE_CLIENT: EmbeddedProgram = {
  id: '#timeline-client',
  input: 'src/report/client/main.ts',
  fileName: 'report/client.js',
  target: 'es2022',
  format: 'iife',
  external: [],
}

/** Has the name of a program be its text, bundled into one file. */
function embedded({
  id: name,
  input,
  fileName,
  target,
  format,
  external,
}: EmbeddedProgram): Plugin {
  let text: string
  return {
    name: `embedded-${name.slice(1)}`,
    apply: 'build',
    enforce: 'pre',
    async buildStart() {
      const isForNode = format === 'cjs'
      const program = await build({
        configFile: false,
        logLevel: 'warn',
        ...(isForNode ? { ssr: { noExternal: true } } : {}),
        build: {
          ...(isForNode ? { ssr: input } : {}),
          write: false,
          target,
          minify: true,
          rolldownOptions: { input, external: [...external], output: { format } },
        },
      })
      if (!('output' in program) || program.output.length !== 1)
        throw new Error('more than one file')
      text = `export default ${JSON.stringify(program.output[0].code)}\n`
      this.emitFile({ type: 'asset', fileName, source: text })
    },
    resolveId: (id) => (id === name ? `\0${id}` : undefined),
    load: (id) => (id === `\0${name}` ? { code: text, moduleSideEffects: false } : undefined),
  }
}

/** The version is all that dist needs of package.json. */
function versionOnly(): Plugin {
  return {
    name: 'version-only',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('/package.json')) return undefined
      return JSON.stringify(JSON.parse(await readFile(id, 'utf8')), ['version'])
    },
  }
}

/** Node reads and compiles a text in less time if it is ASCII. */
function asciiOnly(): Plugin {
  return {
    name: 'ascii-only',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\x7f]/g, escapeOf)
      }
    },
  }
}

const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

export const forAllTests: InlineConfig = {
  globalSetup: 'test/fresh-build.ts',
  // Each Node reads these certificates when it starts, which takes half as long as the rest of its start.
  env: { NODE_EXTRA_CA_CERTS: '' },
  // Test files wait for processes most of the time: even two processors have work for four of them.
  maxWorkers: Math.max(4, availableParallelism()),
  // Many tests start whole runs of Vitest, on machines that may be busy. These only end what hangs.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 20_000, interval: 10 } },
}

/** The modules that they mock, or the services of a worker that they start, would stay in the process. */
const ALONE: string[] = [
  'test/executors/output/text-search.test.ts',
  'test/fixtures/events/recording*.test.ts',
  'test/fixtures/parallel-start.test.ts',
  'test/fixtures/sharing/main/outage-model.test.ts',
]

export default defineConfig({
  plugins: [embedded(GUARD_SWEEP), embedded(TIMELINE_CLIENT), versionOnly(), asciiOnly()],
  build: {
    ssr: true,
    ssrEmitAssets: true,
    target: 'node20',
    sourcemap: true,
    rolldownOptions: {
      input: {
        index: 'src/index.ts',
        'global-setup': 'src/global-setup.ts',
        'executors/index': 'src/executors/index.ts',
        'presets/postgres': 'src/presets/postgres.ts',
        'presets/redis': 'src/presets/redis.ts',
        reporter: 'src/reporter.ts',
      },
      output: {
        // V8 compiles short names faster. Stack traces still have lines and the names of functions.
        minify: {
          compress: true,
          mangle: { keepNames: true },
          codegen: { removeWhitespace: false },
        },
        comments: false,
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name].js',
        // The sources are in the package, where the maps point.
        sourcemapExcludeSources: true,
        // Few files, since each isolated test file of a user loads them again.
        codeSplitting: {
          groups: [
            // What all have in common. Nothing of Vitest, which executors do without.
            {
              name: 'common',
              test: /src.(?:errors|executors.(?:lifecycle.outage|options.options|output.detached|runtime.(?:address|caught-error|clock|deadline|names-in|per-thread)|readiness.(?:composite|extend-lazily)))\.ts$/,
              priority: 5,
            },
            // With what services that are started here and shared ones have in common.
            {
              name: 'declaring',
              test: /src.(?:index|fixtures.(?:crashes.dependency-crashes|declaration.camel-case|outages.worker-barrier|start.service-handle|start.time-limit|traces.registered))\.ts$/,
              priority: 4,
            },
            // Also what records events, because a run with shared services has a timeline.
            {
              name: 'borrowing',
              test: /fixtures.(?:sharing.worker.borrow|events.record-tests)\.ts$/,
              priority: 3,
            },
            { name: 'executors', test: /executors.(?:simple|command)-executor\.ts$/, priority: 2 },
            { name: 'starting', test: /fixtures.start.local-start\.ts$/, priority: 1 },
          ],
        },
      },
    },
  },
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition] } },
  test: {
    // These have scripts of their own: `test:endings` takes long, `test:chaos` is left to chance, and
    // `test:matrix` installs other versions.
    exclude: [
      ...defaultExclude,
      ...['endings', 'memory', 'chaos', 'matrix'].map((folder) => `test/${folder}/**`),
    ],
    ...forAllTests,
    // A process of its own takes longer to start than most files take.
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: ALONE,
          isolate: false,
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
})
