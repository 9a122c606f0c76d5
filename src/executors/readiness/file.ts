import { checkOptions, either, FUNCTION, MILLISECONDS, required, TEXT } from '../options/rules.ts'
import type { FromResources, ProbeOptions, Readiness } from './readiness.ts'

export interface FileReadiness extends Readiness {
  readonly kind: 'file'
  readonly path: FromResources<string>
}

/**
 * Ready when a file exists, such as a pid file or a flag. A relative path is relative to the service's `cwd`.
 * If the file exists before the start, the service counts as already running, unless the file contains the
 * pid of a dead process. A flag or pid file (up to 64 bytes) that the program leaves behind is removed.
 *
 * @throws TypeError when the path or an option is invalid
 *
 * @example
 * ready: file(({ dir }) => `${dir}/pid`)
 */
export function file(path: FromResources<string>, options: ProbeOptions = {}): Readiness {
  checkOptions({ path }, { path: required(either(TEXT, FUNCTION)) }, 'file()')
  checkOptions(options, { timeout: MILLISECONDS, interval: MILLISECONDS }, 'file()')
  const check: FileReadiness = {
    kind: 'file',
    needs: 'files',
    interval: options.interval,
    path,
  }
  return check
}
