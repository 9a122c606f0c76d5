import { expect, test as base } from 'vitest'
import { extend, http, service, type CommandSpec } from 'vitest-mirakuru'

/** The common options of all waiters. */
const waiterIn: CommandSpec = {
  command: ({ port }) => ['node', 'test/recipes/hand-over.js', 'waiter', port],
  ready: http(),
}

const waiter = service('waiter', waiterIn)
const frenchWaiter = service('french-waiter', { ...waiterIn, env: { LANGUAGE: 'fr' } })

const test = extend(base, { waiter: frenchWaiter })

test('this file has a waiter with another environment', ({ waiter: own }) => {
  expect(own.env['LANGUAGE']).toBe('fr')
})

extend(base, { waiter })('other files have the usual waiter', ({ waiter: usual }) => {
  expect(usual.env['LANGUAGE']).not.toBe('fr')
})
