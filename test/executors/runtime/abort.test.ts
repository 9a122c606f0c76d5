import { describe, expect, test } from 'vitest'
import { anySignal, newAbortController } from '../../../src/executors/runtime/abort.ts'

/** As jsdom has it: neither the signal nor its class is Node's. */
class ForeignSignal extends EventTarget {
  aborted = false
  reason: unknown = undefined
  abort(reason: unknown): void {
    this.aborted = true
    this.reason = reason
    this.dispatchEvent(new Event('abort'))
  }
}

describe('a combined signal', () => {
  test('aborts with a signal of another class', () => {
    const foreign = new ForeignSignal()
    const any = anySignal([newAbortController().signal, foreign as never])
    expect(any.aborted).toBe(false)
    foreign.abort('enough')
    expect(any).toMatchObject({ aborted: true, reason: 'enough' })
  })

  test('is aborted if a signal of another class already was', () => {
    const foreign = new ForeignSignal()
    foreign.abort('too late')
    const any = anySignal([newAbortController().signal, foreign as never])
    expect(any).toMatchObject({ aborted: true, reason: 'too late' })
  })

  test('aborts with a signal of Node', () => {
    const controller = newAbortController()
    const any = anySignal([new ForeignSignal() as never, controller.signal])
    controller.abort('now')
    expect(any).toMatchObject({ aborted: true, reason: 'now' })
  })
})
