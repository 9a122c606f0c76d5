import type { Service } from '../../fixtures/declaration/handle.ts'
import type { Layer } from './layers.ts'
import type { DatabaseMaker } from './maker.ts'

/** The makers of each server in this process, one for each declaration. */
const makers = new WeakMap<Service, Map<Layer, DatabaseMaker>>()

export function makerOf(server: Service, layer: Layer, make: () => DatabaseMaker): DatabaseMaker {
  const own = makers.get(server) ?? new Map<Layer, DatabaseMaker>()
  makers.set(server, own)
  const maker = own.get(layer) ?? make()
  own.set(layer, maker)
  return maker
}

/** Ends the makers of a server. */
export async function endMakers(server: Service, isBorrowed: boolean): Promise<void> {
  const own = makers.get(server)
  makers.delete(server)
  const isExternal = server.pid === undefined
  const end = isExternal ? 'server-stays' : isBorrowed ? 'others-follow' : 'server-ends'
  await Promise.all([...(own?.values() ?? [])].map((maker) => maker.end(end)))
}
