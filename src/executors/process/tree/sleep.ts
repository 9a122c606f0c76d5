import { arch } from 'node:os'
import { readProc } from './linux.ts'

/** The argument of a waiting system call that holds its timeout, as milliseconds or as an address. */
type Timeout = readonly [argument: number, unit: 'ms' | 'address'] | 'hidden'

/** By number, from the kernel's system call tables. Others, such as `accept`, wait without a timeout. */
const WAITING: Readonly<Record<string, Readonly<Record<string, Timeout>>>> = {
  x64: {
    7: [2, 'ms'], // poll
    23: [4, 'address'], // select
    35: 'hidden', // nanosleep
    128: [2, 'address'], // rt_sigtimedwait
    202: [3, 'address'], // futex
    230: 'hidden', // clock_nanosleep
    232: [3, 'ms'], // epoll_wait
    270: [4, 'address'], // pselect6
    271: [2, 'address'], // ppoll
    281: [3, 'ms'], // epoll_pwait
    441: [3, 'address'], // epoll_pwait2
  },
  arm64: {
    22: [3, 'ms'], // epoll_pwait
    72: [4, 'address'], // pselect6
    73: [2, 'address'], // ppoll
    98: [3, 'address'], // futex
    101: 'hidden', // nanosleep
    115: 'hidden', // clock_nanosleep
    137: [2, 'address'], // rt_sigtimedwait
    441: [3, 'address'], // epoll_pwait2
  },
}

/**
 * The milliseconds until the main thread of a process wakes up without an outside event. 0 if it is running,
 * undefined if the system does not say.
 */
export function sleepsFor(pid: number): number | undefined {
  const calls = WAITING[arch()]
  const [call = '', ...rest] = readProc(`/proc/${pid}/syscall`)?.trim().split(' ') ?? []
  if (call === 'running') return 0
  if (!calls || !/^\d+$/.test(call)) return undefined
  const timeout = calls[call]
  if (timeout === undefined) return Number.POSITIVE_INFINITY
  if (timeout === 'hidden') return undefined
  const [argument, unit] = timeout
  const value = BigInt(rest[argument] ?? '0')
  if (unit === 'address') return value === 0n ? Number.POSITIVE_INFINITY : undefined
  const milliseconds = Number(BigInt.asIntN(32, value))
  return milliseconds < 0 ? Number.POSITIVE_INFINITY : milliseconds
}
