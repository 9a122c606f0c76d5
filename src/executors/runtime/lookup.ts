import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { platform } from './host.ts'

type LookupProblem = 'folder' | 'file' | 'permission' | 'command'

const MESSAGES: Readonly<Record<LookupProblem, (target: string) => string>> = {
  folder: (path) =>
    `the working directory ${path} ${existsSync(path) ? 'is not a directory' : 'does not exist'}`,
  file: (path) => `${path} does not exist`,
  permission: (path) => `${path} is not executable`,
  command: (name) => `command not found: ${name} is not on PATH`,
}

/** The reason why a program cannot be run, found before the spawn. */
export class LookupFailure extends Error {
  override readonly name = 'LookupFailure'
  readonly code: 'EACCES' | 'ENOENT'
  readonly problem: LookupProblem
  /** A path or the name of a command. */
  readonly target: string

  constructor(problem: LookupProblem, target: string) {
    super(MESSAGES[problem](target))
    this.code = problem === 'permission' ? 'EACCES' : 'ENOENT'
    this.problem = problem
    this.target = target
  }
}

/**
 * Finds the absolute path of a program on `searchPath`, as `execvp` does. The lookup happens before the
 * spawn because the wrapper that marks a process would turn a missing command into exit code 127. On
 * Windows there is no wrapper, and the system looks the program up itself, so the name is returned as is.
 *
 * @throws LookupFailure
 */
export function findProgram(name: string, cwd: string, searchPath: string | undefined): string {
  if (!isDirectory(cwd)) throw new LookupFailure('folder', cwd)
  if (platform === 'win32') return name
  const direct = name.includes('/')
  const candidates = direct
    ? [resolve(cwd, name)]
    : (searchPath ?? '/usr/bin:/bin').split(delimiter).map((folder) => resolve(cwd, folder, name))
  const found = candidates.find(isExecutable)
  if (found) return found

  const present = candidates.find((path) => existsSync(path))
  if (present) throw new LookupFailure('permission', present)
  throw direct
    ? new LookupFailure('file', candidates[0] ?? name)
    : new LookupFailure('command', name)
}

/** `node_modules/.bin` of `cwd` and of each parent folder, nearest first. */
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

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return isFile(path)
  } catch {
    return false
  }
}
