import { URL } from 'node:url'
import { Buffer } from 'node:buffer'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { endianness } from 'node:os'
import type { Address } from '../../runtime/address.ts'

/** A listening socket: a TCP socket has an address, a unix socket has a path. */
export interface ListeningSocket {
  readonly inode: string
  readonly address?: Address
  readonly path?: string
}

/** Socket states in /proc/net/tcp, from the kernel's include/net/tcp_states.h. */
const LISTEN = '0A'
const TIME_WAIT = '06'

const IPV6 = '/proc/net/tcp6'
const TABLES = ['/proc/net/tcp', IPV6]

/** The flag `__SO_ACCEPTCON` in /proc/net/unix. */
const ACCEPTS = 0x1_00_00

/** Bytes to read at once: about two rows of a TCP table. */
const CHUNK_SIZE = 300

/**
 * The listening TCP sockets on one port or on all ports, IPv4 first. Takes milliseconds if there are no
 * connections to stop at, so do not poll with it.
 */
export function* listeningOnPorts(
  port?: number,
  tables: readonly string[] = TABLES,
): Generator<ListeningSocket & { readonly address: Address }> {
  const ending = port === undefined ? undefined : `:${hex(port)}`
  for (const path of tables) {
    for (const row of firstRowsOf(path)) {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/)
      // All listeners come before the connections.
      if (state !== LISTEN) break
      if (ending === undefined || local.endsWith(ending))
        yield { inode, address: parseAddress(local) }
    }
  }
}

/** Whether anybody listens on a port of an IPv6 address. */
export function isOpenOnIPv6(port: number): boolean {
  return listeningOnPorts(port, [IPV6]).next().done !== true
}

/**
 * Whether a port has closed connections in TIME_WAIT, which the system keeps for up to a minute. Takes
 * milliseconds with many connections.
 */
export function hasTimeWait(port: number): boolean {
  const row = new RegExp(`^ *\\d+: [0-9A-F]+:${hex(port)} [0-9A-F:]+ ${TIME_WAIT} `, 'm')
  return TABLES.some((path) => row.test(wholeOf(path)))
}

/** The listening unix sockets. */
export function listeningOnPaths(): ListeningSocket[] {
  return wholeOf('/proc/net/unix')
    .split('\n')
    .flatMap((row) => {
      const [, , , flags = '', , , inode, path] = row.trim().split(/\s+/)
      const accepts = (Number.parseInt(flags, 16) & ACCEPTS) !== 0
      return accepts && inode && path ? [{ inode, path }] : []
    })
}

/** Reads the rows below the heading lazily, because the system generates only the part that is read. */
function* firstRowsOf(path: string): Generator<string> {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const chunk = Buffer.alloc(CHUNK_SIZE)
    let isHeading = true
    let rest = ''
    for (let length; (length = readSync(file, chunk)) > 0;) {
      const lines = `${rest}${chunk.toString('latin1', 0, length)}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!isHeading) yield line
        isHeading = false
      }
    }
  } catch {
    // The system has no IPv6, or the table is not readable.
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Unlike the files of a process, a table arrives one page per read, so `readProc` would not do. */
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

/** Parses `0100007F:1F90`. The host consists of words in the machine's byte order. */
function parseAddress(text: string): Address {
  const [host = '', port = ''] = text.split(':')
  const words = Buffer.from(host, 'hex')
  return {
    host: hostOf(endianness() === 'LE' ? words.swap32() : words),
    port: Number.parseInt(port, 16),
  }
}

/** Unwraps an IPv4-mapped IPv6 address, which Java listens on. */
function hostOf(bytes: Buffer): string {
  const isMapped = bytes.length > 4 && bytes.toString('hex', 0, 12) === `${'0'.repeat(20)}ffff`
  if (bytes.length === 4 || isMapped) return bytes.subarray(-4).join('.')
  const groups = bytes.toString('hex').match(/.{4}/g) ?? []
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
