import { namesIn } from '../runtime/names-in.ts'
import { basename, delimiter, dirname, join } from 'node:path'
import { closestMatch } from '../options/suggest-name.ts'
import type { ResolvedOptions } from '../options/options.ts'
import { isExecutable, localBinaries } from '../runtime/lookup.ts'

/** The number of longer names to suggest: `redis-server` and `redis-cli` for `redis`. */
const MAX_LONGER = 3

/** Suggests programs in `node_modules/.bin` or on PATH for a name that was not found. */
export function suggest(name: string, { cwd, env }: ResolvedOptions): string | undefined {
  const programs = listPrograms([
    ...localBinaries(cwd),
    ...(env['PATH'] ?? '').split(delimiter).filter(Boolean),
  ])
  const names = [...programs.keys()]
  const longer = names.filter((known) => known.startsWith(`${name}-`)).slice(0, MAX_LONGER)
  const meant = [closestMatch(name, names) ?? [], longer].flat()
  const paths = [...new Set(meant)].flatMap((known) => programs.get(known) ?? [])
  const usable = paths.filter(isExecutable)
  return usable.length === 0 ? undefined : `did you mean ${usable.join(', or ')}?`
}

/** Maps the names of programs to their paths. Earlier folders win. */
function listPrograms(folders: readonly string[]): Map<string, string> {
  const programs = new Map<string, string>()
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      if (!programs.has(name)) programs.set(name, join(folder, name))
    }
  }
  return programs
}

/** Suggests a file next to a path that does not exist. */
export function suggestSibling(path: string): string {
  const [folder, name] = [dirname(path), basename(path)]
  const others = namesIn(folder).filter((other) => other !== name)
  const meant = closestMatch(name, others)
  return meant === undefined ? '' : ` Did you mean ${join(folder, meant)}?`
}
