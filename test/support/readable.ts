import { program } from './program.ts'

/**
 * A message without what differs from run to run.
 *
 * @param names ports and paths, by what they are to be called
 */
export function readable(
  { message }: Error,
  names: Readonly<Record<string, string | number>> = {},
): string {
  let text = message
  for (const [name, value] of Object.entries(names)) text = text.replaceAll(String(value), name)
  return (
    text
      .replaceAll(process.execPath, 'NODE')
      .replaceAll(program(''), 'PROGRAMS/')
      .replaceAll(process.cwd(), 'ROOT')
      .replaceAll(/\/\S*\/mirakuru-\w+/g, 'TEMPORARY')
      .replaceAll(/^Log: .*$/gm, 'Log: FILE')
      .replaceAll(/\bpid \d+/g, 'pid PID')
      // Where the last question was open for long, as on a busy machine.
      .replaceAll(/, then no answer for \d+ ms/g, '')
      .replaceAll(/no answer for \d+ ms/g, 'no answer for N ms')
      .replaceAll(/\((\d+ attempts|1 attempt)\)/g, '(N attempts)')
  )
}

/** The same where nobody listens: on a busy machine the last question may be open. */
export function readableOfRefused(...told: Parameters<typeof readable>): string {
  return readable(...told).replace('no answer for N ms', 'ECONNREFUSED')
}
