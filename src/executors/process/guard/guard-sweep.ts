/**
 * The program that the guard starts after its owner has died, with its text from the environment. It kills
 * everything that carries the owner's marker or belongs to a tree of the owner. Then it runs the cleanups and
 * removes the paths that its standard input lists.
 */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { SWEEP_PATIENCE } from '../../runtime/bounds.ts'
import { runCleanup, type CleanupCommand } from '../stop/cleanup-command.ts'
import { recordLeaderExit } from '../tree/members.ts'
import { treeOf, type Tree } from '../tree/tree.ts'
import { removeFolder } from '../stop/remove-folder.ts'
import { kill } from '../stop/terminate.ts'
import { process, sendSignal } from '../../runtime/host.ts'

const { owner = '' } = process.env
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const)
  process.on(signal, () => {})

// The guard kills a sweep that does not report its start in time.
if (process.ppid > 1) sendSignal(process.ppid, 'SIGUSR1')
void sweep()

async function sweep(): Promise<void> {
  const lines = (await text(process.stdin)).split('\n')
  // Known trees first, because members without a marker can be found only while their parents are alive.
  for (const tree of lines.flatMap(treesIn))
    await kill(tree, 'SIGKILL', { patience: SWEEP_PATIENCE })
  await endMarked()
  const cleanups = lines.flatMap(cleanupsIn)
  await Promise.allSettled(cleanups.map(([command, marker]) => runCleanup(command, spawn, marker)))
  if (cleanups.length > 0) await endMarked()
  for (const line of lines) {
    try {
      if (line.startsWith('keep ')) removeFolder(line.slice('keep '.length))
    } catch {
      // Go on with the other paths.
    }
  }
}

async function endMarked(): Promise<void> {
  if (/^\d{12}$/.test(owner)) await kill(treeOf(owner), 'SIGKILL', { patience: SWEEP_PATIENCE })
}

/** The tree of a leader that was alive a moment ago, or the members that the owner found earlier. */
function treesIn(line: string): Tree[] {
  const [, kind, marker = '', pid, startTime = '', rest = ''] =
    /^(run|tree) (\d{18})[: ](\d+):(\S+)(.*)$/.exec(line) ?? []
  if (kind === undefined) return []
  const { leader, ...found } = treeOf(marker, { pid: Number(pid), startTime })
  if (!leader) return []
  // The fork count at its start is unknown.
  const tree: Tree = { ...found, leader: { ...leader, forksBefore: -Infinity } }
  if (kind === 'run') {
    recordLeaderExit(tree)
    return [tree]
  }
  const members = new Map(rest.trim().split(' ').map(identityOf))
  return [{ ...tree, known: members, inGroup: members }]
}

function identityOf(text: string): [number, string] {
  const colon = text.indexOf(':')
  return [Number(text.slice(0, colon)), text.slice(colon + 1)]
}

function cleanupsIn(line: string): [CleanupCommand, string][] {
  const [, marker, json] = /^clean (\d+) (.*)$/.exec(line) ?? []
  return marker && json ? [[JSON.parse(json) as CleanupCommand, marker]] : []
}
