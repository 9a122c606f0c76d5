import { checkValue, PORT } from '../../options/rules.ts'
import { describeAddress } from '../../runtime/address.ts'
import { PortProbe } from '../port-probe.ts'
import { resolveWith, type Probe, type ProbeContext } from '../readiness.ts'
import type { TcpReadiness } from '../tcp.ts'

export function bindTcp({ options }: TcpReadiness, context: ProbeContext): Probe {
  const { at } = context
  const host = options.host ?? context.host ?? 'localhost'
  const port = resolveWith(options.port ?? at.port, at)
  checkValue('`port` of tcp()', PORT, port)
  const probe = new PortProbe({ host, port, timeout: options.timeout }, context)
  return {
    goal: `accept TCP connections on ${describeAddress({ host, port })}`,
    address: { host, port },
    check: (signal) => probe.check(signal),
    watch: (wake) => probe.watch(wake),
    alreadyHolds: () => probe.isPresent(),
  }
}
