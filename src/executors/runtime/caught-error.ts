/**
 * The fields that a caught value may have. `instanceof` would not work: in Vitest's vm pools, errors of
 * Node's own modules come from another realm.
 */
interface CaughtError {
  readonly code?: unknown
  readonly message?: unknown
  readonly stack?: unknown
}

/** The code of a system error, such as `ECONNREFUSED`, or the message of any other error. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as CaughtError
  return typeof code === 'string' ? code : messageOf(error)
}

export function messageOf(error: unknown): string {
  const { message } = Object(error) as CaughtError
  return typeof message === 'string' ? message : String(error)
}

export function stackOf(error: unknown): string {
  const { stack } = Object(error) as CaughtError
  return typeof stack === 'string' ? stack : messageOf(error)
}
