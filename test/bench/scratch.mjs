import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for all that the benchmark writes, removed at its end. */
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'mirakuru-bench-'))
// PostgreSQL does not run as root, and its user must be able to enter.
chmodSync(scratch, 0o711)
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))

let count = 0
export const scratchPath = (name) => join(scratch, `${++count}-${name}`)
