/**
 * The upper bounds of all internal waits, in milliseconds, each with its consequence. A stop takes at most
 * `stopTimeout` plus two seconds. A `cleanup` gets another `stopTimeout`, and at least `SHORTEST_CLEANUP`.
 */

/** The share of `stopTimeout` in which the leader may stop its descendants itself. Then all get the signal. */
export const LEADER_SHARE = 0.5

/** The same, in milliseconds, when `stopTimeout` is Infinity. */
export const LEADER_PATIENCE = 10_000

/** For a kill. After it, survivors are reported as `LeakedProcesses`. */
export const KILL_PATIENCE = 1_500

/** For a kill by the guard, for which nobody waits. After it, the guard goes on with its other work. */
export const SWEEP_PATIENCE = 30_000

/** For the start of the guard's sweep. After it, the sweep is killed and tried again. */
export const SWEEP_BEGINS = 20_000

/** For a `killSignal` other than SIGKILL. After it, SIGKILL follows. */
export const MILD_KILL_PATIENCE = 1_000

/** For the exit event of a dead process. After it, the exit code stays unknown. */
export const EXIT_PATIENCE = 300

/** For the last output of an exited process whose pipe others hold open. After it, it counts as complete. */
export const DRAIN_PATIENCE = 100

/**
 * For the proof that nothing is left while other programs keep forking. After it, the tree counts as gone
 * because no member was found, but the guard keeps looking for members until the owner ends.
 */
export const PROOF_PATIENCE = 300

/** For a process in exec(), which has no environment yet. After it, the process counts as having none. */
export const EXEC_PATIENCE = 500

/** For one `ps` listing. After it, the listing is tried again for as long as the stop has time left. */
export const TABLE_PATIENCE = 1_000

/**
 * For `taskkill` on Windows, where nothing takes `stopTimeout`. After it, the process itself is killed, and its
 * children may keep running.
 */
export const TASKKILL_PATIENCE = 5_000

/** For programs of the system: `sh`, `id`, `getent`, `postgres --version`. After it, they are killed, and count as missing. */
export const SYSTEM_ANSWERS = 5_000

/**
 * For each run of `chmod` and `rm`, which remove what Node cannot, and directories of other users for root. After it,
 * the program is killed, and the rest is left and reported. A large directory on a slow disk takes seconds.
 */
export const FOLDER_REMOVED = 10_000

/** For freezing a tree that keeps forking. After it, the newest members may keep running. */
export const FREEZE_PATIENCE = 1_000

/** The same before each round of a kill. After it, the members found so far are killed. */
export const KILL_FREEZE_PATIENCE = 300

/** The minimum for a `cleanup` command when `stopTimeout` is shorter. After it, the command is killed and counts as failed. */
export const SHORTEST_CLEANUP = 1_500

/** For the holder of a used port to exit after SIGTERM. After it, the holder is killed. */
export const HOLDER_PATIENCE = 2_000

/** For a used port to become free after its holder was ended. After it, the service starts, and finds the port taken. */
export const PORT_FREE_PATIENCE = 5_000
