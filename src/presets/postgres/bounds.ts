/*
 * Limits, in milliseconds, of the waits at the end of a server or of its use. They stay within two seconds, besides its
 * stop.
 */

/**
 * For a sign of life while databases are dropped: first the drops, then another connection. After it, the server hangs.
 * Also for dropping the template that a start leaves half made. After it, the next start drops it.
 */
export const ANSWERS = 500

/** For leaving databases to the files that follow. After it, they make their own, and the server ends with the rest. */
export const OFFERED = 1_000

/** For dropping the rest on an external server, while it answers. After it, the databases stay there. */
export const DROPPED = 1_500

/** For the current statement of a connection. After it, the connection is closed. */
export const STATEMENT_ENDS = 1_000

/** For both, the databases and the statement. */
export const LAST_STATEMENTS = 1_500

/** For a connection to close. After it, the connection is left to itself. */
export const CONNECTION_CLOSES = 500
