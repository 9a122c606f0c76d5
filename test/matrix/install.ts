import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { REPOSITORY, type Installation } from '../support/installation.ts'

const run = promisify(execFile)
const OLDEST = '4.1.0'

/** What the package is installed beside. */
export interface Combination extends Installation {
  /** `Vitest 5.1.1, Node 24.21.0` */
  readonly name: string
}

interface Choice {
  /** A version of Vitest, or the range of which the newest is meant. */
  readonly vitest: string
  /** Of the package `node`; none is the one that runs this. */
  readonly node?: string
}

/** What is supported at its edges. */
export const CHOICES: readonly Choice[] = [
  { vitest: OLDEST },
  { vitest: `~${OLDEST}` },
  { vitest: '^5.0.0', node: '22' },
  { vitest: '^5.0.0', node: '24' },
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
  const version = await newest('vitest', choice.vitest)
  const official = ['vitest', '@vitest/coverage-v8', '@vitest/coverage-istanbul', '@vitest/ui']
  const { devDependencies } = JSON.parse(
    await readFile(join(REPOSITORY, 'package.json'), 'utf8'),
  ) as { devDependencies: Readonly<Record<string, string>> }
  const tracing = ['@opentelemetry/api', '@opentelemetry/sdk-trace-node'].map(
    (one) => `${one}@${devDependencies[one]}`,
  )
  const ofVitest = official.map((one) => `${one}@${version}`)
  const packages = [...ofVitest, ...tracing, 'typescript@5.9', 'tsx@4']
  if (choice.node) packages.push(`node@${choice.node}`)
  await addPackages(folder, [tarball, ...packages])
  const programs = join(folder, 'programs')
  await cp(join(REPOSITORY, 'test/processes'), programs, { recursive: true })
  const modules = join(folder, 'node_modules')
  const node = choice.node ? join(modules, 'node/bin/node') : process.execPath
  const { stdout } = await run(node, ['--version'])
  const name = `Vitest ${version}, Node ${stdout.trim().slice(1)}`
  return { name, folder, modules, node, programs }
}

/** The newest version of a package within a range. */
async function newest(name: string, range: string): Promise<string> {
  const { stdout } = await npm(['view', `${name}@${range}`, 'version', '--json'], tmpdir())
  const versions = [JSON.parse(stdout) as string | readonly string[]].flat()
  return versions.reduce((best, version) => {
    const [a, b] = [numbersOf(best), numbersOf(version)]
    const differing = a.findIndex((number, index) => number !== b[index])
    return (b[differing] ?? 0) > (a[differing] ?? 0) ? version : best
  })
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number)
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
  const quiet = ['--no-audit', '--no-fund']
  await npm(['install', ...quiet, ...options, ...packages], folder)
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
