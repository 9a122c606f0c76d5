import { fileURLToPath } from 'node:url'

/** The path of a small real program in test/processes. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../processes/${name}`, import.meta.url))
}

/** The command that runs it: with Node or with `sh`, by its extension. */
export function run(name: string, ...args: readonly (string | number)[]): string[] {
  const interpreter = name.endsWith('.sh') ? '/bin/sh' : process.execPath
  return [interpreter, program(name), ...args.map(String)]
}
