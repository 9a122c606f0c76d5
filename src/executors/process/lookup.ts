import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

/**
 * The absolute path of a program, searched on `searchPath` as `execvp` does. Looked up before the
 * spawn, since the wrapper that marks a process would turn a missing command into exit code 127.
 *
 * @throws Error with code `ENOENT` or `EACCES`.
 */
export function findProgram(name: string, cwd: string, searchPath: string | undefined): string {
  if (!isDirectory(cwd)) throw failure('ENOENT', `the working directory ${cwd} does not exist`)
  const direct = name.includes('/')
  const candidates = direct
    ? [resolve(cwd, name)]
    : (searchPath ?? '/usr/bin:/bin').split(delimiter).map((folder) => resolve(cwd, folder, name))
  const found = candidates.find(isExecutable)
  if (found) return found

  const present = candidates.find((path) => existsSync(path))
  if (present) {
    throw failure('EACCES', `${present} is not executable (chmod +x, or name its interpreter)`)
  }
  throw failure(
    'ENOENT',
    direct ? `${candidates[0]} does not exist` : `command not found: ${name} is not on PATH`,
  )
}

/** `node_modules/.bin` of `cwd` and of each folder above it, nearest first. */
export function localBinaries(cwd: string): string[] {
  const parent = resolve(cwd, '..')
  const here = isAbsolute(cwd)
    ? join(cwd, 'node_modules', '.bin')
    : resolve(cwd, 'node_modules/.bin')
  return parent === resolve(cwd) ? [here] : [here, ...localBinaries(parent)]
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return isFile(path)
  } catch {
    return false
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
