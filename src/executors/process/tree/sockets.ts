import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { endianness } from 'node:os'
import type { Address } from '../../runtime/address.ts'

/** A socket that listens, on an address or, of the unix family, on a path. */
export interface ListeningSocket {
  readonly inode: string
  readonly address?: Address
  readonly path?: string
}

/** In /proc/net/tcp: see `enum` in the kernel's include/net/tcp_states.h. */
const LISTEN = '0A'
const TIME_WAIT = '06'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']

/** In /proc/net/unix: `__SO_ACCEPTCON`. */
const ACCEPTS = 0x1_00_00

/** About two rows of a table of TCP sockets. */
const PIECE = 300

/**
 * The TCP sockets that listen, on a port or on any, those of IPv4 first. Takes milliseconds where there are no connections to
 * stop at: not for polling.
 */
export function* listeningOnPorts(
  port?: number,
): Generator<ListeningSocket & { readonly address: Address }> {
  const ending = port === undefined ? undefined : `:${hex(port)}`
  for (const path of TABLES) {
    for (const row of firstRowsOf(path)) {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/)
      // Connections follow, and no listener more.
      if (state !== LISTEN) break
      if (ending === undefined || local.endsWith(ending))
        yield { inode, address: parseAddress(local) }
    }
  }
}

/**
 * Whether the system keeps connections of a port that has been closed, for up to a minute. Takes
 * milliseconds where there are many connections.
 */
export function hasTimeWait(port: number): boolean {
  const row = new RegExp(`^ *\\d+: [0-9A-F]+:${hex(port)} [0-9A-F:]+ ${TIME_WAIT} `, 'm')
  return TABLES.some((path) => row.test(wholeOf(path)))
}

/** The unix sockets that listen. */
export function listeningOnPaths(): ListeningSocket[] {
  return wholeOf('/proc/net/unix')
    .split('\n')
    .flatMap((row) => {
      const [, , , flags = '', , , inode, path] = row.trim().split(/\s+/)
      const accepts = (Number.parseInt(flags, 16) & ACCEPTS) !== 0
      return accepts && inode && path ? [{ inode, path }] : []
    })
}

/** The rows below the heading, as they are asked for: the system goes no further than it is read. */
function* firstRowsOf(path: string): Generator<string> {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const piece = Buffer.alloc(PIECE)
    let isHeading = true
    let rest = ''
    for (let length; (length = readSync(file, piece)) > 0;) {
      const lines = `${rest}${piece.toString('latin1', 0, length)}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!isHeading) yield line
        isHeading = false
      }
    }
  } catch {
    // A system without IPv6, or that does not tell.
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Read to its end: unlike the files of a process, a table comes a page at a time. */
function wholeOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
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
