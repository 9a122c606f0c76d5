/**
 * Each wait of the package's own has an end, whatever the machine does: here are all of them, in
 * milliseconds, with what happens then. A stop lasts no longer than `stopTimeout` and two seconds; with a
 * `cleanup`, that has as much again, and at least `SHORTEST_CLEANUP`.
 */

/** From a stop until members that were left to the leader are signalled, as a share of `stopTimeout`. */
export const LEADER_SHARE = 0.5

/** The same where `stopTimeout` is Infinity. */
export const LEADER_PATIENCE = 10_000

/** Killing what a first SIGKILL does not end: then the survivors are reported as `LeakedProcesses`. */
export const KILL_PATIENCE = 1_500

/** The same for the guard, for which nobody waits: then it does the rest of its work. */
export const SWEEP_PATIENCE = 30_000

/** The guard's sweep beginning at all: then it is killed, and tried again with more room. */
export const SWEEP_BEGINS = 20_000

/** Trying a `killSignal` other than SIGKILL: then SIGKILL follows. */
export const MILD_KILL_PATIENCE = 1_000

/** Hearing that the process has ended, once it is seen dead: then its exit code stays unknown. */
export const EXIT_PATIENCE = 300

/** The last output of a process that ended, while others hold its pipe: then it is taken for complete. */
export const DRAIN_PATIENCE = 100

/**
 * Proving that nothing is left while others on the machine fork without a pause: then it counts as gone,
 * since none was found, but the guard goes on looking for it until the owner ends.
 */
export const PROOF_PATIENCE = 300

/** One look at the process table through `ps`: then it is tried again, until the stop has no time left. */
export const TABLE_PATIENCE = 1_000

/** Freezing a tree that forks: then those found last may go on. */
export const FREEZE_PATIENCE = 1_000

/** The same before each round of a kill: then those found by then are killed. */
export const STRIKE_FREEZE_PATIENCE = 300

/** What a `cleanup` command has at least, where `stopTimeout` is less: then it is killed, and has failed. */
export const SHORTEST_CLEANUP = 1_500
