import { arch } from 'node:os'
import { readProc } from './linux.ts'

/** The argument of a waiting system call that holds its timeout, as milliseconds or as an address. */
type Timeout = readonly [argument: number, unit: 'ms' | 'address' | 'parked'] | 'hidden' | 'none'

/** Calls that wait for events, by number, from the kernel's system call tables. */
const WAITING: Readonly<Record<string, Readonly<Record<string, Timeout>>>> = {
  x64: {
    7: [2, 'ms'], // poll
    23: [4, 'address'], // select
    34: 'none', // pause
    35: 'hidden', // nanosleep
    43: 'none', // accept
    128: [2, 'address'], // rt_sigtimedwait
    130: 'none', // rt_sigsuspend
    202: [3, 'parked'], // futex
    230: 'hidden', // clock_nanosleep
    232: [3, 'ms'], // epoll_wait
    270: [4, 'address'], // pselect6
    271: [2, 'address'], // ppoll
    281: [3, 'ms'], // epoll_pwait
    288: 'none', // accept4
    441: [3, 'address'], // epoll_pwait2
  },
  arm64: {
    22: [3, 'ms'], // epoll_pwait
    72: [4, 'address'], // pselect6
    73: [2, 'address'], // ppoll
    98: [3, 'parked'], // futex
    101: 'hidden', // nanosleep
    115: 'hidden', // clock_nanosleep
    133: 'none', // rt_sigsuspend
    137: [2, 'address'], // rt_sigtimedwait
    202: 'none', // accept
    242: 'none', // accept4
    441: [3, 'address'], // epoll_pwait2
  },
}

/**
 * The milliseconds for which the main thread of a process has begun to wait for an outside event. 0 if it is running,
 * undefined if the system does not say. `'parked'` if it waits for another thread: for Go, Java and Rust that is usual,
 * while Node does so only for a moment.
 */
export function sleepsFor(pid: number): number | 'parked' | undefined {
  const calls = WAITING[arch()]
  const [call = '', ...rest] = readProc(`/proc/${pid}/syscall`)?.trim().split(' ') ?? []
  if (call === 'running') return 0
  const timeout = calls?.[call]
  if (timeout === undefined || timeout === 'hidden') return undefined
  if (timeout === 'none') return Number.POSITIVE_INFINITY
  const [argument, unit] = timeout
  const value = BigInt(rest[argument] ?? '0')
  if (unit === 'parked') return value === 0n ? 'parked' : undefined
  if (unit === 'address') return value === 0n ? Number.POSITIVE_INFINITY : undefined
  const milliseconds = Number(BigInt.asIntN(32, value))
  return milliseconds < 0 ? Number.POSITIVE_INFINITY : milliseconds
}
