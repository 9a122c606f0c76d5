import type { Listener } from '../process/tree/snapshot.ts'
import type { Evidence } from './evidence.ts'

const LISTENING = /^Debugger listening on ws:\/\/\S*?:(\d+)\//gm
const ATTACHED = /^Debugger attached/m
const WAITS = /--inspect[-_](?:brk|wait)/

/** The listeners other than those of a debugger. */
export function withoutDebugger(listeners: readonly Listener[], printed: string): Listener[] {
  const ports = new Set(Array.from(printed.matchAll(LISTENING), ([, port]) => Number(port)))
  return listeners.filter(({ address }) => !address || !ports.has(address.port))
}

/** Node is paused before its first line. */
export function waitsForDebugger({ printed, command, settings }: Evidence): string | undefined {
  const option = WAITS.exec(`${command?.line} ${settings.env['NODE_OPTIONS']}`)?.[0]
  if (option === undefined || ATTACHED.test(printed) || printed.search(LISTENING) === -1) {
    return undefined
  }
  return `it is waiting for a debugger: attach one, or remove \`${option}\`.`
}
