import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { expect } from 'vitest'

/** The pids of the children of a process, once there are so many of them. */
export async function childrenOf(parent: number, atLeast: number): Promise<number[]> {
  const find = async (): Promise<number[]> => {
    const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    return names.map(Number).filter((pid) => parentOf(pid) === parent)
  }
  const count = async (): Promise<number> => (await find()).length
  await expect.poll(count, { timeout: 60_000 }).toBeGreaterThanOrEqual(atLeast)
  return find()
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}
