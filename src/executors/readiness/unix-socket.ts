import { resolve } from 'node:path'
import {
  checkOptions,
  checkValue,
  either,
  FUNCTION,
  MILLISECONDS,
  required,
  TEXT,
} from '../options/rules.ts'
import { connectOnce, type ConnectLimits } from './connect.ts'
import { FileChanges } from './file-changes.ts'
import {
  resolveWith,
  type FromResources,
  type ProbeOptions,
  type Readiness,
  type Verdict,
} from './readiness.ts'

/**
 * Ready when a unix socket accepts a connection. On Windows, use the path of a named pipe, `\\.\pipe\name`. A
 * relative path is relative to the service's `cwd`. If the program leaves the socket behind, for example when
 * it is killed, the socket is removed.
 *
 * @throws TypeError when the path or an option is invalid
 *
 * @example
 * ready: unixSocket(({ dir }) => `${dir}/socket`)
 */
export function unixSocket(path: FromResources<string>, options: ProbeOptions = {}): Readiness {
  checkOptions({ path }, { path: required(either(TEXT, FUNCTION)) }, 'unixSocket()')
  checkOptions(options, { timeout: MILLISECONDS, interval: MILLISECONDS }, 'unixSocket()')
  return {
    kind: 'unixSocket',
    needs: 'files',
    interval: options.interval,
    bind({ at, cwd, createdFiles }) {
      const wanted = resolveWith(path, at)
      checkValue('`path` of unixSocket()', TEXT, wanted)
      const name = resolve(cwd, wanted)
      const { timeout } = options
      const changes = new FileChanges(name)
      createdFiles.expect(name)
      return {
        goal: `accept connections on the socket ${name}`,
        async check(signal) {
          const verdict = await probeUnixSocket(name, { timeout, signal }, changes)
          if (verdict.ready) createdFiles.add(name)
          return verdict
        },
        watch: (wake) => changes.watch(wake),
        alreadyHolds: async () => (await probeUnixSocket(name, { timeout })).ready,
      }
    },
  }
}

async function probeUnixSocket(
  path: string,
  limits: ConnectLimits = {},
  changes?: FileChanges,
): Promise<Verdict> {
  const verdict = await connectOnce({ path }, limits)
  if (verdict.ready) return verdict
  // An event reports a new socket file, but not the start of listening on it.
  return { ...verdict, isEventDriven: changes?.isEventDriven && verdict.result === 'ENOENT' }
}
