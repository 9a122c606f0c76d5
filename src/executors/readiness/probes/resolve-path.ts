import { resolve } from 'node:path'
import { checkValue, TEXT } from '../../options/rules.ts'
import { resolveWith, type FromResources, type ProbeContext } from '../readiness.ts'

/**
 * Returns the absolute path of a check.
 *
 * @param option the name of the option, for the message
 * @throws TypeError when a function returned something else
 */
export function resolvePath(
  option: string,
  path: FromResources<string>,
  { at, cwd }: ProbeContext,
): string {
  const wanted = resolveWith(path, at)
  checkValue(option, TEXT, wanted)
  return resolve(cwd, wanted)
}
