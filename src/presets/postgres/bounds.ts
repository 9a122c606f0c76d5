/*
 * Limits, in milliseconds, of the waits at the end of a server or of its use. Together with the stop of a server they
 * stay within two seconds after its `stopTimeout`.
 */

/** For dropping what is left on a server that goes on. After it, the databases stay there. */
export const DROPPED = 5_000

/** For the current statement of a connection. After it, the connection is closed. */
export const STATEMENT_ENDS = 1_000

/** For a connection to close. After it, the connection is left to itself. */
export const CONNECTION_CLOSES = 500
