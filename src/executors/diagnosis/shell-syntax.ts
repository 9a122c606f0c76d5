import type { DiagnosticContext } from './failure.ts'

/** Syntax that needs a shell: `&&`, `|`, `> file`, `$PORT`. */
const OPERATOR = /^(?:&&?|\|\|?|;|\d?(?:>>?|<)(?:&\d)?|\d?>&\d|\$\(.*|\$\{?\w+\}?)$/

/** The command is written for a shell, but runs without one. */
export function shellSyntax({ command, settings }: DiagnosticContext): string | undefined {
  if (!command || settings.shell !== false) return undefined
  // A quoted part or a list entry is meant literally.
  const bare = new Set(command.line.split(/\s+/))
  const found = command.parts.slice(1).find((part) => OPERATOR.test(part) && bare.has(part))
  return (
    found &&
    `\`${found}\` is passed as a plain argument, because no shell is run: set \`shell: true\`.`
  )
}
