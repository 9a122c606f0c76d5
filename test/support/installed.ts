import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The path of a program of this machine, also where only root has it on PATH; empty without it. */
export function programOf(name: string): string {
  try {
    return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
  } catch {
    return existsSync(`/usr/sbin/${name}`) ? `/usr/sbin/${name}` : ''
  }
}

/** Debian keeps a version's own programs out of PATH; the version that is there does not matter. */
export function postgresProgram(name: string): string {
  const versions = ['18', '17', '16', '15', '14', '13']
  const found = versions.map((version) => `/usr/lib/postgresql/${version}/bin/${name}`)
  return found.find((path) => existsSync(path)) ?? programOf(name)
}
