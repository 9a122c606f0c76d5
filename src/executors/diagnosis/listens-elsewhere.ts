import { addressesOf, describeAddress, type Address } from '../runtime/address.ts'
import { usualAdvice, type Evidence } from './evidence.ts'

const EVERYWHERE = new Set(['0.0.0.0', '::'])

/** It listens on a different port or interface than expected. */
export function listensElsewhere(evidence: Evidence): string | undefined {
  const own = evidence.listeners.flatMap(({ address }) => address ?? [])
  const [first] = own
  if (!first) return undefined
  for (const { address: wanted } of evidence.pending) {
    if (!wanted) continue
    const near = own.filter(({ port }) => port === wanted.port)
    const [closest] = near
    if (closest && !near.some((listening) => covers(listening, wanted))) {
      return otherInterface(closest, wanted)
    }
    if (!closest) return otherPort(own, wanted, evidence)
  }
  return undefined
}

function otherInterface(closest: Address, wanted: Address): string {
  const there = describeAddress(closest)
  return `it listens on ${there}, not on ${describeAddress(wanted)}: make it listen on ${wanted.host}, or set \`host: '${closest.host}'\`.`
}

function otherPort(own: readonly Address[], wanted: Address, evidence: Evidence): string {
  const places = own.map(describeAddress).join(', ')
  const other = own.length === 1 ? `port ${own[0]?.port}` : 'the port that it uses'
  return `it listens on ${places}, not on port ${wanted.port}: pass port ${wanted.port} to it, or wait for ${other}. ${usualAdvice(evidence)}`
}

/** A host name other than a loopback name may stand for any address. */
function covers(listening: Address, { host }: Address): boolean {
  const addresses = addressesOf(host)
  if (EVERYWHERE.has(listening.host) || addresses.includes(listening.host)) return true
  return addresses.length === 1 && !/^[\d.]+$|:/.test(host)
}
