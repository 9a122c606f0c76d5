import { quote } from 'shlex'
import type { Env } from '../options/options.ts'
import { masked } from '../secrets/mask.ts'
import type { Facts } from '../../errors.ts'
import type { DiagnosticContext } from './failure.ts'
import { process } from '../runtime/host.ts'

/** Longer values are truncated. */
const MAX_LENGTH = 200

/** Describes changes to an environment in one line: `PORT=80 TOKEN=***, without HOME`. */
export function describeChanges(changes: Env, inherited: Env): string | undefined {
  const changed = Object.entries(changes).filter(([name, value]) => {
    const before = inherited[name]
    return value === undefined ? before !== undefined : String(value) !== before
  })
  const set = changed.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${shown(name, String(value))}`],
  )
  const removed = changed.flatMap(([name, value]) => (value === undefined ? [name] : []))
  const without = removed.length === 0 ? [] : [`without ${removed.join(' ')}`]
  return [...(set.length === 0 ? [] : [set.join(' ')]), ...without].join(', ') || undefined
}

function shown(name: string, value: string): string {
  const safe = masked(name, value)
  if (safe !== value) return safe
  return quote(value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value)
}

/** The working directory and the changed variables. */
export function environmentFacts({ command, settings, changes }: DiagnosticContext): Facts {
  if (!command) return {}
  return { Directory: settings.cwd, Environment: describeChanges(changes, process.env) }
}
