import { expect, test as base } from 'vitest'
import { Family } from './surviving.ts'

/** Tests at whose end, after that of their services, nobody is left of whom they have met. */
export const test = base.extend('met', { auto: true }, async ({}, { onCleanup }) => {
  const family = await Family.create()
  onCleanup(() => expect(family.surviving()).toEqual([]))
  return family
})
