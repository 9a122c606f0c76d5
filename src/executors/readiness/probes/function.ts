import { OptionError, wrong } from '../../options/rules.ts'
import { extendLazily } from '../extend-lazily.ts'
import type { FunctionReadiness } from '../function.ts'
import { isReadiness, type Probe, type ProbeContext } from '../readiness.ts'

export function bindFunction({ check }: FunctionReadiness, { at, output }: ProbeContext): Probe {
  const name = check.name && check.name !== 'ready' ? ` ${check.name}()` : ''
  return {
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
  }
}
