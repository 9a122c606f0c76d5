import { isSecretVariable, MASK, secretsIn } from './mask.ts'

/** Shorter values, and plain words such as `postgres`, also occur in harmless text. */
const MIN_LENGTH = 8
const WORD = /^[a-z]+$|^[A-Z]+$|^\d+$/
/** `SSH_AUTH_SOCK` names a file. */
const PATH = /^\.{0,2}\//

/** Masks every occurrence of the secrets found in the environment or the command. */
export type Conceal = (text: string) => string

export function concealer(env: Readonly<Record<string, string>>, command = ''): Conceal {
  let known: readonly string[] | undefined
  return (text) => {
    known ??= collectSecrets(env, command)
    return known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
  }
}

function collectSecrets(env: Readonly<Record<string, string>>, command: string): string[] {
  const inVariables = Object.entries(env).flatMap(([name, value]) =>
    isSecretVariable(name) ? [value] : secretsIn(value),
  )
  const secrets = new Set([...inVariables, ...secretsIn(command)])
  return [...secrets].filter(isDistinctive).toSorted((a, b) => b.length - a.length)
}

function isDistinctive(value: string): boolean {
  return value.length >= MIN_LENGTH && !WORD.test(value) && !PATH.test(value)
}
