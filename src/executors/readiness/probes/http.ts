import { URL } from 'node:url'
import { checkValue } from '../../options/rules.ts'
import { bare, bracketed, portOf, withoutPassword } from '../../runtime/address.ts'
import { probeUnixSocket } from './unix-socket.ts'
import { FileChanges } from '../file-changes.ts'
import type { HttpRequest, Status } from '../http/http-options.ts'
import { askOnce, PROBE_TIMEOUT, type Peer } from '../http/http-request.ts'
import { TARGET } from '../http/http-rules.ts'
import type { HttpReadiness } from '../http/http.ts'
import { loadUndici } from '../http/load-undici.ts'
import { PortProbe } from '../port-probe.ts'
import {
  resolveWith,
  type FromResources,
  type Probe,
  type ProbeContext,
  type Verdict,
} from '../readiness.ts'
import { resolvePath } from './resolve-path.ts'
import { slowDownWhenSteady } from '../slow-down.ts'
import { concealer } from '../../secrets/conceal.ts'

export function bindHttp({ target, options, scheme }: HttpReadiness, context: ProbeContext): Probe {
  const url = urlOf(target, scheme, context)
  const { method = 'GET', status = isSuccessOrRedirect, headers = {} } = options
  const conceal = concealer(headers, url.href)
  const request = { ...options, url, method, status, conceal }
  const goal = `answer ${method} ${withoutPassword(url)} with ${describeStatus(options.status)}`
  const { socketPath } = options
  return socketPath === undefined
    ? overTcp(request, goal, context)
    : overSocket(request, goal, resolvePath('`socketPath` of http()', socketPath, context))
}

function urlOf(
  target: FromResources<string>,
  scheme: string,
  { at, origin, host = 'localhost' }: ProbeContext,
): URL {
  const path = resolveWith(target, at)
  checkValue('`target` of http()', TARGET, path)
  const isWeb = origin && /^https?:$/.test(origin.protocol)
  return new URL(path, isWeb ? origin : `${scheme}://${bracketed(host)}:${at.port}`)
}

function overTcp(request: HttpRequest, goal: string, context: ProbeContext): Probe {
  const { timeout = PROBE_TIMEOUT } = request
  const address = { host: bare(request.url), port: portOf(request.url) }
  const portProbe = new PortProbe({ ...address, timeout, isAsked: true }, context)
  const connect = (signal: AbortSignal): Promise<Verdict> => portProbe.check(signal)
  return {
    goal,
    address,
    check: slowDownWhenSteady((signal) =>
      askWhenReached(request, { host: address.host }, connect, signal),
    ),
    watch: (wake) => portProbe.watch(wake),
    alreadyHolds: () => portProbe.isPresent(),
  }
}

function overSocket(request: HttpRequest, goal: string, path: string): Probe {
  const changes = new FileChanges(path)
  const { timeout } = request
  const connect = (signal?: AbortSignal): Promise<Verdict> =>
    probeUnixSocket(path, { timeout, signal }, changes)
  return {
    goal: `${goal} on the socket ${path}`,
    check: slowDownWhenSteady((signal) =>
      askWhenReached(request, { host: bare(request.url), socketPath: path }, connect, signal),
    ),
    watch: (wake) => changes.watch(wake),
    alreadyHolds: async () => (await connect()).ready,
  }
}

async function askWhenReached(
  request: HttpRequest,
  peer: Peer,
  connect: (signal: AbortSignal) => Promise<Verdict>,
  signal: AbortSignal,
): Promise<Verdict> {
  // Undici takes a while to load, so load it while the program is still booting.
  loadUndici().catch(() => {})
  const reached = await connect(signal)
  if (!reached.ready) return reached
  const verdict = await askOnce(request, { ...peer, host: reached.host ?? peer.host }, signal)
  return verdict.ready ? reached : verdict
}

function isSuccessOrRedirect(status: number): boolean {
  return status >= 200 && status <= 399
}

function describeStatus(status: Status | undefined): string {
  if (status === undefined) return 'a status from 200 to 399'
  if (typeof status === 'function') return 'a status that the predicate accepts'
  return `status ${Array.isArray(status) ? status.join(' or ') : String(status)}`
}
