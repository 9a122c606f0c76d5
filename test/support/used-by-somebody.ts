import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { run } from './program.ts'

export const isRoot: boolean = process.getuid?.() === 0
/** A user that no system has. */
export const SOMEBODY = 54_321

/** A folder that anybody may use, as /tmp. */
export function openFolder(parent = '/tmp'): string {
  const path = mkdtempSync(`${parent}/mirakuru-open-`)
  chmodSync(path, 0o1777)
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

interface Use {
  readonly path: string
  readonly remarks: readonly string[]
  readonly isLeft: boolean
  /** Why there was none. */
  readonly error?: string
}

/** What comes of a directory in which a line of shell was run by an ordinary user, and what is done meanwhile. */
export async function usedBySomebody(
  script: string,
  TMPDIR: string,
  {
    meanwhile = () => {},
    wrapper = [],
  }: { readonly meanwhile?: () => void; readonly wrapper?: readonly string[] } = {},
): Promise<Use> {
  const [file = '', ...args] = [
    ...wrapper,
    ...run('uses-directory.mjs', SOMEBODY, `echo; read line; ${script}`),
  ]
  const child = spawn(file, args, {
    env: { ...process.env, TMPDIR },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const printed = child.stdout.setEncoding('utf8')
  await once(printed, 'readable')
  child.stdin.on('error', () => {})
  meanwhile()
  child.stdin.end('go on\n')
  const lines = (await text(printed)).trim().split('\n')
  return JSON.parse(lines.at(-1) ?? '') as Use
}
