import type { BirpcReturn } from 'birpc'
import type { BrokerCalls, WorkerCalls } from '../../src/fixtures/sharing/protocol/protocol.ts'
import type { Answer, Query, QueryArguments } from '../../src/fixtures/start/queries.ts'

/** Asks the broker what a handle asks. */
export async function askBroker<Q extends Query>(
  broker: Pick<BirpcReturn<BrokerCalls, WorkerCalls>, 'ask'>,
  lease: string,
  query: Q,
  ...args: QueryArguments<Q>
): Promise<Answer<Q>> {
  return (await broker.ask({ lease, query, args })) as Answer<Q>
}
