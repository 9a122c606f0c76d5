import { readdirSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { closestMatch } from '../options/suggest-name.ts'
import type { ResolvedOptions } from '../options/options.ts'
import { isExecutable, localBinaries } from '../runtime/lookup.ts'

/** How many longer names are suggested: `redis-server` and `redis-cli` for `redis`. */
const LONGER = 3

/** What was probably meant by a program that was not found: in `node_modules/.bin`, or on PATH. */
export function suggest(name: string, { cwd, env }: ResolvedOptions): string | undefined {
  const programs = listPrograms([
    ...localBinaries(cwd),
    ...(env['PATH'] ?? '').split(delimiter).filter(Boolean),
  ])
  const names = [...programs.keys()]
  const longer = names.filter((known) => known.startsWith(`${name}-`)).slice(0, LONGER)
  const meant = [closestMatch(name, names) ?? [], longer].flat()
  const paths = [...new Set(meant)].flatMap((known) => programs.get(known) ?? [])
  const usable = paths.filter(isExecutable)
  return usable.length === 0 ? undefined : `did you mean ${usable.join(', or ')}?`
}

/** The paths of the programs by their names, those of the first folders first. */
function listPrograms(folders: readonly string[]): Map<string, string> {
  const programs = new Map<string, string>()
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      if (!programs.has(name)) programs.set(name, join(folder, name))
    }
  }
  return programs
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** What was probably meant by a path at which there is nothing. */
export function suggestSibling(path: string): string {
  const [folder, name] = [dirname(path), basename(path)]
  const others = namesIn(folder).filter((other) => other !== name)
  const meant = closestMatch(name, others)
  return meant === undefined ? '' : ` Did you mean ${join(folder, meant)}?`
}
