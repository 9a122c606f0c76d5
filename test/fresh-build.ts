import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Most tests run the package as it was built, and programs of test/processes run its modules one by one. Both are
 * built anew when a source is younger.
 */
export function setup(project: TestProject): void {
  buildIfOld()
  project.onTestsRerun(buildIfOld)
}

function buildIfOld(): void {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const inputs = ['package.json', ...sources.map((name) => join('src', name))]
  buildFrom(inputs, 'vite.config.ts', 'dist/index.js')
  buildFrom(inputs, 'test/processes/vite.config.ts', `${MODULES}/fixtures/start/ports.js`)
}

/** The output folder of test/processes/vite.config.ts. */
const MODULES = 'node_modules/.cache/vitest-mirakuru/sources'

/** @param output one of the files that it writes */
function buildFrom(inputs: readonly string[], config: string, output: string): void {
  const built = timeOf(output)
  if ([config, ...inputs].every((path) => timeOf(path) <= built)) return
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  // Other runs may be using what is there.
  const options = ['--config', config, '--no-emptyOutDir', '--logLevel', 'warn']
  execFileSync(process.execPath, [vite, 'build', ...options], { cwd: root, stdio: 'inherit' })
}

/** When a file was written, in milliseconds; never, if it is not there. */
function timeOf(path: string): number {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity
}
