import { transferableAbortController } from 'node:util'

const plain = transferableAbortController()
/** Node's own classes: tests stub the global ones, and jsdom and happy-dom replace them. */
const NodeController = plain.constructor as typeof globalThis.AbortController
const NodeSignal = plain.signal.constructor as typeof globalThis.AbortSignal

export function newAbortController(): AbortController {
  return new NodeController()
}

/** A signal that aborts with the first of several. */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  return NodeSignal.any(
    signals.map((signal) => (signal instanceof NodeSignal ? signal : adopted(signal))),
  )
}

/** See `afterTimeLimit()`, which accepts any number. */
export function timeoutSignal(milliseconds: number): AbortSignal {
  return NodeSignal.timeout(milliseconds)
}

/** Node's `any()` accepts no signal of another class. */
function adopted(signal: AbortSignal): AbortSignal {
  const controller = newAbortController()
  const abort = (): void => controller.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return controller.signal
}
