import { createHash } from 'node:crypto'
import { readInputs } from '../../fixtures/prepare/inputs.ts'
import { folderOf } from '../../fixtures/declaration/sources.ts'
import type { Layer } from './layers.ts'
import { describeFill } from './steps.ts'

/** The longest word in a name, in bytes: PostgreSQL keeps 63 bytes of a whole name. */
const WORD = 30
const DIGEST = 10

/** Returns the layers that change something, the lowest first. */
export function effectiveLayers(layer: Layer): Layer[] {
  const { parent, prepare, seed } = layer
  const below = parent ? effectiveLayers(parent) : []
  return prepare === undefined && seed === undefined ? below : [...below, layer]
}

/** Returns a form of its name that needs no quotes in any client. */
export function wordOf({ name }: Pick<Layer, 'name'>): string {
  return name.toLowerCase().replaceAll('-', '_').slice(0, WORD)
}

/** Returns the name of each layer's template. It depends on everything in the layer and in those below. */
export function templateNames(layers: readonly Layer[], root: string): string[] {
  let below = ''
  return layers.map((layer) => {
    const { prepare, seed, inputs } = layer
    const cwd = folderOf(layer, root)
    const done = [prepare, seed].map((fill) => fill && describeFill(fill, cwd))
    const { digest } = readInputs(cwd, inputs)
    below = createHash('sha256')
      .update(JSON.stringify([below, done, digest]))
      .digest('hex')
      .slice(0, DIGEST)
    return `template_${wordOf(layer)}_${below}`
  })
}
