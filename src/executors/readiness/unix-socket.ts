import { resolve } from 'node:path'
import {
  checkOptions,
  checkValue,
  either,
  FUNCTION,
  MILLISECONDS,
  required,
  TEXT,
} from '../check-options.ts'
import { connectOnce } from './connect.ts'
import { onChangeBeside } from './file-changes.ts'
import { resolveWith, type FromResources, type ProbeOptions, type Readiness } from './readiness.ts'

/**
 * Ready when the socket accepts a connection. A relative path is relative to the service's `cwd`.
 *
 * @throws TypeError when the path or an option is not what it has to be.
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
    begin({ at, cwd }) {
      const wanted = resolveWith(path, at)
      checkValue('`path` of unixSocket()', TEXT, wanted)
      const name = resolve(cwd, wanted)
      const { timeout } = options
      return {
        awaits: `accept connections on the socket ${name}`,
        check: (signal) => connectOnce({ path: name }, { timeout, signal }),
        watch: (wake) => onChangeBeside(name, wake),
        present: async () => (await connectOnce({ path: name }, { timeout })).ready,
      }
    },
  }
}
