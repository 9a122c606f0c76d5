/**
 * What is known of something that was caught. Not by `instanceof`: in Vitest's vm pools the errors of
 * Node's own modules come from another realm.
 */
interface CaughtError {
  readonly code?: unknown
  readonly message?: unknown
  readonly stack?: unknown
}

/** The code of a system error, such as `ECONNREFUSED`; the message of any other. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as CaughtError
  return typeof code === 'string' ? code : messageOf(error)
}

export function messageOf(error: unknown): string {
  const { message } = Object(error) as CaughtError
  return typeof message === 'string' ? message : String(error)
}

/** The message and where it was thrown. */
export function stackOf(error: unknown): string {
  const { stack } = Object(error) as CaughtError
  return typeof stack === 'string' ? stack : messageOf(error)
}
