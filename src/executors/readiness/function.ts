import { OptionError, wrong } from '../options/rules.ts'
import type { Output } from '../output/output.ts'
import type { Readiness, Resources } from './readiness.ts'
import { extendLazily } from './extend-lazily.ts'

/** What a check of the user's own may look at. */
export interface ReadinessContext extends Resources {
  /** What it has printed so far. */
  readonly output: Output
  /** Aborted when the start is over, one way or the other. */
  readonly signal: AbortSignal
}

/** A check of the user's own: ready when it says so. What it throws counts as "not yet". */
export type ReadinessFunction = (context: ReadinessContext) => boolean | Promise<boolean>

/** A check in whatever form it was given, as the builders make it. */
export function functionReadiness(check: Readiness | ReadinessFunction): Readiness {
  if (typeof check === 'object' && check !== null && typeof check.bind === 'function') return check
  if (typeof check !== 'function') {
    throw wrong(
      '`ready`',
      'made by tcp(), http(), output() and the other builders, or a function',
      check,
    )
  }
  const name = check.name && check.name !== 'ready' ? ` ${check.name}()` : ''
  return {
    kind: 'function',
    bind: ({ at, output }) => ({
      goal: `pass the check${name}`,
      async check(signal) {
        try {
          const ready: unknown = await check(extendLazily(at, { output, signal }))
          if (isReadiness(ready)) {
            const hint = `did you mean \`ready: ${ready.kind}()\`, without a function around it?`
            throw wrong(`what the check${name} returns`, 'a boolean', { kind: ready.kind }, hint)
          }
          return ready ? { ready: true } : { ready: false, result: 'it returned false' }
        } catch (error) {
          if (error instanceof OptionError) throw error
          return { ready: false, result: `it threw ${String(error)}` }
        }
      },
    }),
  }
}

function isReadiness(value: unknown): value is Readiness {
  return typeof value === 'object' && value !== null && 'bind' in value
}
