import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'
import type { Address } from '../address.ts'

/** A socket that listens, on an address or, of the unix family, on a path. */
export interface ListeningSocket {
  readonly inode: string
  readonly address?: Address
  readonly path?: string
}

/** In /proc/net/tcp: see `enum` in the kernel's include/net/tcp_states.h. */
const LISTEN = '0A'

/** In /proc/net/unix: `__SO_ACCEPTCON`. */
const ACCEPTS = 0x1_00_00

/** The TCP sockets that listen, of either family. Costs a millisecond: not for polling. */
export function listeningOnPorts(): ListeningSocket[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(rowsOf).flatMap((row) => {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/)
    return state === LISTEN && inode ? [{ inode, address: parseAddress(local) }] : []
  })
}

/** The unix sockets that listen. */
export function listeningOnPaths(): ListeningSocket[] {
  return rowsOf('/proc/net/unix').flatMap((row) => {
    const [, , , flags = '', , , inode, path] = row.trim().split(/\s+/)
    const accepts = (Number.parseInt(flags, 16) & ACCEPTS) !== 0
    return accepts && inode && path ? [{ inode, path }] : []
  })
}

/** Read to its end: unlike the files of a process, a table comes a page at a time. */
function rowsOf(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n')
  } catch {
    return []
  }
}

/** `0100007F:1F90`, whose host is in words of the machine's byte order. */
function parseAddress(text: string): Address {
  const [host = '', port = ''] = text.split(':')
  const words = Buffer.from(host, 'hex')
  return {
    host: hostOf(endianness() === 'LE' ? words.swap32() : words),
    port: Number.parseInt(port, 16),
  }
}

/** An IPv4 address that is mapped to IPv6, as Java listens on them, is shown as what it is. */
function hostOf(bytes: Buffer): string {
  const isMapped = bytes.length > 4 && bytes.toString('hex', 0, 12) === `${'0'.repeat(20)}ffff`
  if (bytes.length === 4 || isMapped) return bytes.subarray(-4).join('.')
  const groups = bytes.toString('hex').match(/.{4}/g) ?? []
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
