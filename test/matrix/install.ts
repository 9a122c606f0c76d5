import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { REPOSITORY, type Installation } from '../support/installation.ts'

const run = promisify(execFile)

/** Versions of Vitest: the oldest, and the newest of each major. Raise the newest together with `PUBLISHED_BEFORE`. */
const OLDEST = '4.1.0'
const NEWEST = { 4: '4.1.12', 5: '5.1.1' }
/** A release of today may need another one that is not there yet, or that fails. */
const PUBLISHED_BEFORE = '2026-11-20'

/** What the package is installed beside. */
export interface Combination extends Installation {
  /** `Vitest 5.1.1, Node 24.21.0` */
  readonly name: string
}

interface Choice {
  /** A version of Vitest. */
  readonly vitest: string
  /** Of the package `node`; none is the one that runs this. */
  readonly node?: string
}

/** What is supported at its edges. */
export const CHOICES: readonly Choice[] = [
  { vitest: OLDEST },
  { vitest: NEWEST[4] },
  { vitest: NEWEST[5], node: '22' },
  { vitest: NEWEST[5], node: '24' },
]

/** Packs what was built. Returns the path of the tarball. */
export async function pack(folder: string): Promise<string> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const { stdout } = await npm(args, REPOSITORY)
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>)
  return join(folder, packed?.filename ?? '')
}

/** Installs the tarball beside these. */
export async function install(
  tarball: string,
  choice: Choice,
  folder: string,
): Promise<Combination> {
  const official = ['vitest', '@vitest/coverage-v8', '@vitest/coverage-istanbul', '@vitest/ui']
  const { devDependencies } = JSON.parse(
    await readFile(join(REPOSITORY, 'package.json'), 'utf8'),
  ) as { devDependencies: Readonly<Record<string, string>> }
  const tracing = ['@opentelemetry/api', '@opentelemetry/sdk-trace-node'].map(
    (one) => `${one}@${devDependencies[one]}`,
  )
  const ofVitest = official.map((one) => `${one}@${choice.vitest}`)
  const packages = [...ofVitest, ...tracing, 'typescript@5.9', 'tsx@4']
  if (choice.node) packages.push(`node@${choice.node}`)
  await addPackages(folder, [tarball, ...packages])
  const programs = join(folder, 'programs')
  await cp(join(REPOSITORY, 'test/processes'), programs, { recursive: true })
  const modules = join(folder, 'node_modules')
  const node = choice.node ? join(modules, 'node/bin/node') : process.execPath
  const { stdout } = await run(node, ['--version'])
  const name = `Vitest ${choice.vitest}, Node ${stdout.trim().slice(1)}`
  return { name, folder, modules, node, programs }
}

/** A new folder, with a name that nothing may stumble over. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'mirakuru mätrix '))
  // For all users.
  await chmod(folder, 0o755)
  return folder
}

/** @throws Error when npm cannot; most often since there is no network. */
export async function addPackages(
  folder: string,
  packages: readonly string[],
  options: readonly string[] = [],
): Promise<void> {
  const scripts = { node: true }
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', allowScripts: scripts }),
  )
  const same = ['--no-audit', '--no-fund', `--before=${PUBLISHED_BEFORE}`]
  await npm(['install', ...same, ...options, ...packages], folder)
}

async function npm(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  // What the npm that runs this hands down is not for another folder.
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)/i.test(name))
  try {
    return await run('npm', args, { cwd, env: Object.fromEntries(kept) })
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string }
    const what = `"npm ${args.join(' ')}" to work, which needs the registry of npm`
    throw new Error(`Expected ${what}: is there a network?\n${stderr}`, { cause })
  }
}
