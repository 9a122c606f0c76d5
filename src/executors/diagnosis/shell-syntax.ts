import type { DiagnosticContext } from './failure.ts'

/** What only a shell gives a meaning: `&&`, `|`, `> file`, `$PORT`. */
const OPERATOR = /^(?:&&?|\|\|?|;|\d?(?:>>?|<)(?:&\d)?|\d?>&\d|\$\(.*|\$\{?\w+\}?)$/

/** A command that was written for a shell, where none is run. */
export function shellSyntax({ command, settings }: DiagnosticContext): string | undefined {
  if (!command || settings.shell !== false) return undefined
  // A part that was quoted, or is an entry of a list, is meant as it is.
  const bare = new Set(command.line.split(/\s+/))
  const found = command.parts.slice(1).find((part) => OPERATOR.test(part) && bare.has(part))
  return (
    found &&
    `no shell is run, so that \`${found}\` is an argument like any other: set \`shell: true\`.`
  )
}
