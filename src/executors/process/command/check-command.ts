import { wrong } from '../../options/rules.ts'
import { partsOf, type Command } from './command.ts'

const OPERATOR = /^(?:&&?|\|\|?|\d?[<>].*|.*;|.*\$[\w{(].*)$/
const ASSIGNMENT = /^[a-z_]\w*=/i

/**
 * Rejects shell syntax in a command that runs without a shell.
 *
 * @param shell the `shell` option; undefined if there is no such option
 * @throws OptionError, also for the reasons of `partsOf`.
 */
export function checkCommand(subject: string, command: Command, shell?: boolean | string): void {
  const parts = partsOf(command, shell, subject)
  if (typeof command !== 'string' || (shell !== undefined && shell !== false)) return
  // A quoted or escaped word differs between the line and the parts.
  const bare = command.split(/\s+/).filter((word) => parts.includes(word))
  const [first] = parts
  const hint = ASSIGNMENT.test(first)
    ? 'a variable belongs in `env`'
    : hintFor(
        bare.find((word) => OPERATOR.test(word)),
        shell !== undefined,
      )
  if (hint !== undefined) throw wrong(subject, 'a program and its arguments', command, hint)
}

function hintFor(word: string | undefined, hasOption: boolean): string | undefined {
  if (word === undefined) return undefined
  const remedy = hasOption ? 'set `shell: true`' : 'run ["sh", "-c", "..."]'
  return `\`${word}\` needs a shell; ${remedy}, or quote it`
}
