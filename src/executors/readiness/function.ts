import { OptionError, wrong } from '../options/rules.ts'
import type { Output } from '../output/output.ts'
import type { Readiness, Resources } from './readiness.ts'
import { extendLazily } from './extend-lazily.ts'

/** The input of a custom check. */
export interface ReadinessContext extends Resources {
  /** The output of the service so far. */
  readonly output: Output
  /** Aborted when the start ends, successfully or not. */
  readonly signal: AbortSignal
}

/** A custom check. The service is ready when it returns true. An exception counts as "not yet". */
export type ReadinessFunction = (context: ReadinessContext) => boolean | Promise<boolean>

/** Wraps a custom check. A check by a builder is returned as it is. @throws OptionError */
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
            throw wrong(
              `the return value of the check${name}`,
              'a boolean',
              { kind: ready.kind },
              hint,
            )
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
