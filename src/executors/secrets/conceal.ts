import { isSecretVariable, MASK, secretsIn } from './mask.ts'

/** Shorter values, and plain words such as `postgres`, occur where they are no secret. */
const SHORTEST = 8
const WORD = /^[a-z]+$|^[A-Z]+$|^\d+$/
/** `SSH_AUTH_SOCK` names a file. */
const PATH = /^\.{0,2}\//

/** Replaces secrets that are known by the environment or the command where they are repeated. */
export type Conceal = (text: string) => string

export function concealer(env: Readonly<Record<string, string>>, command = ''): Conceal {
  let known: readonly string[] | undefined
  return (text) => {
    known ??= knownBy(env, command)
    return known.reduce((left, secret) => left.replaceAll(secret, MASK), text)
  }
}

function knownBy(env: Readonly<Record<string, string>>, command: string): string[] {
  const ofVariables = Object.entries(env).flatMap(([name, value]) =>
    isSecretVariable(name) ? [value] : secretsIn(value),
  )
  const secrets = new Set([...ofVariables, ...secretsIn(command)])
  return [...secrets].filter(isTelling).toSorted((a, b) => b.length - a.length)
}

function isTelling(value: string): boolean {
  return value.length >= SHORTEST && !WORD.test(value) && !PATH.test(value)
}
