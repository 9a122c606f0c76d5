import { createHash } from 'node:crypto'
import { readInputs } from '../../fixtures/prepare/inputs.ts'
import { describeFill, type Fill } from './steps.ts'

/** What a database begins as: what it is built on, and what is done to that. */
export interface Layer {
  readonly name: string
  readonly parent: Layer | undefined
  readonly prepare: Fill | undefined
  readonly seed: Fill | undefined
  readonly inputs: readonly string[]
}

/** Bytes of a name, of the 63 that PostgreSQL keeps. */
const WORD = 30
const DIGEST = 10

/** The layers that do something, from the first one on. */
export function effectiveLayers(layer: Layer): Layer[] {
  const { parent, prepare, seed } = layer
  const below = parent ? effectiveLayers(parent) : []
  return prepare === undefined && seed === undefined ? below : [...below, layer]
}

/** A word of its name that is one in any client. */
export function wordOf({ name }: Pick<Layer, 'name'>): string {
  return name.toLowerCase().replaceAll('-', '_').slice(0, WORD)
}

/** The name of the template of each layer: another one where anything of it, or of those below it, is another. */
export function templateNames(layers: readonly Layer[], cwd: string): string[] {
  let below = ''
  return layers.map((layer) => {
    const { prepare, seed, inputs } = layer
    const done = [prepare, seed].map((fill) => fill && describeFill(fill, cwd))
    const { digest } = readInputs(cwd, inputs)
    below = createHash('sha256')
      .update(JSON.stringify([below, done, digest]))
      .digest('hex')
      .slice(0, DIGEST)
    return `template_${wordOf(layer)}_${below}`
  })
}
