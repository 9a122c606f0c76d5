import { codeOf, messageOf, type Readiness } from '../../executors/internal.ts'
import { connect, loadClient } from './connection.ts'

export const answersQuery: Readiness = {
  kind: 'postgres',
  bind({ at }) {
    // While the server starts.
    loadClient().catch(() => {})
    return {
      goal: 'answer a query',
      async check(signal) {
        const connection = await connect(at.url)
        const end = (): void => void connection.end({ timeout: 0 })
        signal.addEventListener('abort', end, { once: true })
        try {
          await connection.unsafe('select 1')
          return { ready: true }
        } catch (error) {
          const code = codeOf(error)
          return { ready: false, result: /^E[A-Z]+$/.test(code) ? code : messageOf(error) }
        } finally {
          signal.removeEventListener('abort', end)
          end()
        }
      },
    }
  },
}
