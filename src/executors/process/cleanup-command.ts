import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { markedCommand, markedEnvironment, type Marker } from './marker.ts'
import { within } from '../clock.ts'

/**
 * A command that is run when a process has ended, to end what lives outside of its tree, such as a
 * container. In a form that can be handed to the guard, which runs it when nobody else can.
 */
export interface CleanupCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly uid?: number | undefined
  readonly gid?: number | undefined
  /** Milliseconds until it is killed. */
  readonly timeout: number
}

const EXIT_0 = 'exit code 0'

/** How long the last output of the command is waited for, while others hold its pipe. */
const DRAIN_PATIENCE = 100

/**
 * Runs it, and resolves when it has ended.
 *
 * @param marker has the guard end it, if the owner dies meanwhile, before it runs it again
 * @throws Error that tells how it failed
 */
export function cleanUp(command: CleanupCommand, marker?: Marker): Promise<void> {
  const { timeout, env, cwd, uid, gid } = command
  const parts = [command.file, ...command.args]
  const [file = '', ...args] = marker === undefined ? parts : markedCommand(parts, marker)
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: marker === undefined ? env : markedEnvironment(env, marker),
      uid,
      gid,
      timeout,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const printed: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => printed.push(text))
    }
    const closed = once(child, 'close')
    closed.catch(reject)
    const settle = (outcome: string): void => {
      if (outcome === EXIT_0) resolve()
      else reject(new Error([outcome, ...printed].join('\n').trimEnd()))
    }
    child.once('exit', (code, signal) => {
      void within(DRAIN_PATIENCE, closed).then(() => settle(signal ?? `exit code ${code}`))
    })
  })
}
