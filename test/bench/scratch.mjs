import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for all that the benchmark writes, removed at its end. */
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'mirakuru-bench-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))

let count = 0
export const scratchPath = (name) => join(scratch, `${++count}-${name}`)
