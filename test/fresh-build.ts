import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Most tests run the package as it was built: it is built anew when a source is younger. */
export function setup(project: TestProject): void {
  buildIfOld()
  project.onTestsRerun(buildIfOld)
}

function buildIfOld(): void {
  const built = timeOf('dist/index.js')
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const inputs = ['vite.config.ts', 'package.json', ...sources.map((name) => join('src', name))]
  if (inputs.every((path) => timeOf(path) <= built)) return
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  // Other runs may be using what is there.
  const options = ['--no-emptyOutDir', '--logLevel', 'warn']
  execFileSync(process.execPath, [vite, 'build', ...options], { cwd: root, stdio: 'inherit' })
}

/** When a file was written, in milliseconds; never, if it is not there. */
function timeOf(path: string): number {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity
}
