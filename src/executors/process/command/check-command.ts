import { wrong } from '../../options/rules.ts'
import { parseCommand, type Command } from './command.ts'

const OPERATOR = /^(?:&&?|\|\|?|\d?[<>].*|.*;|.*\$[\w{(].*)$/
const ASSIGNMENT = /^[a-z_]\w*=/i

/**
 * Checks that a command says nothing that only a shell understands, where none is run.
 *
 * @param shell the option beside the command; nothing where there is none
 * @throws TypeError also for all that `parseCommand` refuses.
 */
export function checkCommand(what: string, command: Command, shell?: boolean | string): void {
  const { parts } = parseCommand(command, shell, what)
  if (typeof command !== 'string' || (shell !== undefined && shell !== false)) return
  // What was quoted or escaped is another word in the line than among the parts.
  const bare = command.split(/\s+/).filter((word) => parts.includes(word))
  const [first] = parts
  const hint = ASSIGNMENT.test(first)
    ? 'a variable belongs in `env`'
    : hintFor(
        bare.find((word) => OPERATOR.test(word)),
        shell !== undefined,
      )
  if (hint !== undefined) throw wrong(what, 'a program and its arguments', command, hint)
}

function hintFor(word: string | undefined, hasOption: boolean): string | undefined {
  if (word === undefined) return undefined
  const remedy = hasOption ? 'set `shell: true`' : 'run ["sh", "-c", "..."]'
  return `no shell is run that would understand \`${word}\`; ${remedy}, or quote it`
}
