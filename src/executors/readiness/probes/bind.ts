import type { CommandReadiness } from '../command.ts'
import type { CompositeReadiness } from '../composite.ts'
import type { FileReadiness } from '../file.ts'
import type { FunctionReadiness } from '../function.ts'
import type { HttpReadiness } from '../http/http.ts'
import type { OutputReadiness } from '../output.ts'
import type { Probe, ProbeContext, Readiness } from '../readiness.ts'
import type { TcpReadiness } from '../tcp.ts'
import type { UnixSocketReadiness } from '../unix-socket.ts'
import { bindCommand } from './command.ts'
import { bindComposite } from './composite.ts'
import { bindExited } from './exited.ts'
import { bindFile } from './file.ts'
import { bindFunction } from './function.ts'
import { bindHttp } from './http.ts'
import { bindOutput } from './output.ts'
import { bindTcp } from './tcp.ts'
import { bindUnixSocket } from './unix-socket.ts'

type Builtin =
  | TcpReadiness
  | HttpReadiness
  | OutputReadiness
  | FileReadiness
  | UnixSocketReadiness
  | CommandReadiness
  | FunctionReadiness
  | CompositeReadiness
  | (Readiness & { readonly kind: 'exited' | 'started' })

/** Binds a check to one start. */
export function bind(readiness: Readiness, context: ProbeContext): Probe {
  if (readiness.bind) return readiness.bind(context)
  const check = readiness as Builtin
  switch (check.kind) {
    case 'tcp':
      return bindTcp(check, context)
    case 'http':
      return bindHttp(check, context)
    case 'output':
      return bindOutput(check, context)
    case 'file':
      return bindFile(check, context)
    case 'unixSocket':
      return bindUnixSocket(check, context)
    case 'command':
      return bindCommand(check, context)
    case 'function':
      return bindFunction(check, context)
    case 'any':
    case 'all':
      return bindComposite(check, context, bind)
    case 'exited':
      return bindExited(context)
    case 'started':
      return { goal: 'become ready', check: async () => ({ ready: true }) }
    default:
      throw new Error(`Unknown readiness check ${(check as Readiness).kind}`)
  }
}
