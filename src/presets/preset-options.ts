import type { Rule } from '../executors/internal.ts'
import { SERVICE_RULES } from '../fixtures/declaration/check-spec.ts'

/** The options of services that a preset sets itself. */
export type OwnOptions = 'command' | 'start' | 'needs' | 'ready' | 'url' | 'shell' | 'allowForeign'

const {
  command: _command,
  start: _start,
  needs: _needs,
  ready: _ready,
  url: _url,
  shell: _shell,
  allowForeign: _allowForeign,
  ...rules
} = SERVICE_RULES

/** The rules for the options that users of a preset can set. */
export const PRESET_RULES: Omit<typeof SERVICE_RULES, OwnOptions> = rules

/** The configuration of a server: `{ max_connections: 200 }`. */
export type Settings = Readonly<Record<string, string | number | boolean>>

export const SETTINGS: Rule = {
  expected: 'an object of strings, numbers and booleans',
  holds: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one)),
}

/** Returns the settings as texts, with the words of a server for true and false. */
export function textsOf(
  settings: Settings,
  [yes, no]: readonly [string, string],
): [string, string][] {
  return Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === 'boolean' ? (value ? yes : no) : String(value),
  ])
}
