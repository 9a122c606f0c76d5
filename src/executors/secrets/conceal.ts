import { Buffer } from 'node:buffer'
import { escape, unescape } from 'node:querystring'
import { URLSearchParams } from 'node:url'
import { isSecretVariable, MASK, secretsIn } from './mask.ts'

/** Shorter values, and plain words such as `postgres`, also occur in harmless text. */
const MIN_LENGTH = 8
const WORD = /^[a-z]+$|^[A-Z]+$|^\d+$/
/** `SSH_AUTH_SOCK` names a file. */
const PATH = /^\.{0,2}\//

/** JSON, URLs and forms leave these characters as they are. */
const UNRESERVED = /^[\w.-]*$/

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
    secretsIn(value).concat(isSecretVariable(name) ? value : []),
  )
  const secrets = new Set([...inVariables, ...secretsIn(command)].flatMap(formsOf))
  return [...secrets].filter(isDistinctive).toSorted((a, b) => b.length - a.length)
}

/** A service may print a secret line by line, decode one from a URL, or encode one. */
function formsOf(secret: string): string[] {
  const lines = secret.split('\n').map((line) => line.trim())
  const texts = [...new Set([secret, unescape(secret)])]
  return [...lines, ...texts, ...texts.flatMap(encodedFormsOf)]
}

function encodedFormsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  if (UNRESERVED.test(text)) return base64FormsOf(bytes)
  const inJson = JSON.stringify(text).slice(1, -1)
  const inForm = new URLSearchParams({ '': text }).toString().slice(1)
  // From bytes, since `escape` rejects lone surrogates.
  return [inJson, inForm, escape(bytes.toString()), ...base64FormsOf(bytes)]
}

/** The characters that depend on the secret alone, for each number of bytes that may precede it in a group. */
function base64FormsOf(secret: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), secret])
    const end = Math.floor((bytes.length * 8) / 6)
    const text = bytes.toString('base64').slice(before && before + 1, end)
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function isDistinctive(value: string): boolean {
  return value.length >= MIN_LENGTH && !WORD.test(value) && !PATH.test(value)
}
