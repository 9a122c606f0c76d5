import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchPath } from './scratch.mjs'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A project that has installed the package as it was built. */
export class VitestProject {
  constructor(files, config = {}) {
    this.root = scratchPath('project')
    const modules = join(this.root, 'node_modules')
    mkdirSync(modules, { recursive: true })
    for (const name of readdirSync(join(repository, 'node_modules'))) {
      if (name.startsWith('.') || name === 'vitest-mirakuru') continue
      symlinkSync(join(repository, 'node_modules', name), join(modules, name))
    }
    for (const part of ['dist', 'package.json']) {
      cpSync(join(repository, part), join(modules, 'vitest-mirakuru', part), { recursive: true })
    }
    const test = { include: ['**/*.test.js'], testTimeout: 60_000, hookTimeout: 60_000, ...config }
    this.write('package.json', '{ "type": "module" }')
    this.write(
      'vitest.config.js',
      `export default { cacheDir: '.cache', test: ${JSON.stringify(test)} }`,
    )
    for (const [name, text] of Object.entries(files)) this.write(name, text)
  }

  write(name, text) {
    mkdirSync(dirname(join(this.root, name)), { recursive: true })
    writeFileSync(join(this.root, name), text)
  }

  /** The numbers that the run has written, by their names: `appendFileSync('samples', 'name 12\n')`. */
  samples(name) {
    const lines = readFileSync(join(this.root, 'samples'), 'utf8').split('\n')
    return lines.flatMap((line) => (line.startsWith(`${name} `) ? Number(line.split(' ')[1]) : []))
  }

  /** Runs it. @throws when a test fails */
  async run() {
    const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
    const env = { ...process.env, NO_COLOR: '1', NODE_ENV: undefined }
    const child = spawn(process.execPath, [vitest, 'run'], {
      cwd: this.root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => (printed += text))
    const code = await new Promise((resolve) => {
      child.once('close', resolve)
    })
    if (code !== 0) throw new Error(`vitest run ended with ${code}:\n${printed}`)
  }
}

export const perFile = (count, textOf) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}.test.js`, textOf(index)]),
  )
