import { codeOf, messageOf, type Readiness } from '../../executors/internal.ts'
import { loadClient, withConnection } from './connection.ts'

export const answersQuery: Readiness = {
  kind: 'postgres',
  bind({ at }) {
    // The client loads while the server starts, so that no check waits for it.
    loadClient().catch(() => {})
    return {
      goal: 'answer a query',
      check: (signal) =>
        withConnection(at.url, signal, async (connection) => {
          try {
            await connection.unsafe('select 1')
            return { ready: true }
          } catch (error) {
            const code = codeOf(error)
            return { ready: false, result: /^E[A-Z]+$/.test(code) ? code : messageOf(error) }
          }
        }),
    }
  },
}
