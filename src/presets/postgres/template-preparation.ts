import type { CommandSpec } from '../../fixtures/declaration/service-spec.ts'
import type { FurtherPreparation, FurtherTask } from '../../fixtures/prepare/further-preparation.ts'
import { isSqlFile } from './fill.ts'
import { type Layer, layersOn } from './layers.ts'
import { DatabaseMaker } from './maker.ts'
import type { Settings } from '../preset-options.ts'
import { effectiveLayers, templateNames } from './template-names.ts'

interface TemplateServer {
  readonly name: string
  readonly prepare: object
  readonly settings: Settings
  /** Returns the server for a directory. */
  readonly specFor: (directory: string) => CommandSpec
}

/**
 * Makes the templates of the declared databases part of the prepared directory, so that later runs have them. The
 * others may have unknown inputs, so each run makes them again.
 *
 * @param root the root of the project
 */
export function templatePreparation(
  server: TemplateServer,
  root: string,
): FurtherPreparation | undefined {
  const tops = layersOn(server.prepare).flatMap((layer) => topOf(layer) ?? [])
  const byTemplate = new Map(
    tops.map((layer) => [templateNames(effectiveLayers(layer), root).join(), layer]),
  )
  if (byTemplate.size === 0) return undefined
  const templates = [...byTemplate.keys()].sort()
  return {
    key: { templates, settings: server.settings },
    run: (task) => makeTemplates(server, [...byTemplate.values()], task),
  }
}

/** Returns the highest layer whose result is known before it is made. */
function topOf(layer: Layer): Layer | undefined {
  const layers = effectiveLayers(layer)
  const unknown = layers.findIndex((one) => !isKnown(one))
  return (unknown < 0 ? layers : layers.slice(0, unknown)).at(-1)
}

function isKnown({ prepare, seed, inputs }: Layer): boolean {
  const fills = [prepare, seed].filter((fill) => fill !== undefined)
  return inputs.length > 0 || fills.every((fill) => isSqlFile(fill))
}

async function makeTemplates(
  { name, specFor }: TemplateServer,
  layers: readonly Layer[],
  { directory, over, root, logDir, busyWith }: FurtherTask,
): Promise<void> {
  const { startService } = await import('../../fixtures/start/start-service.ts')
  busyWith('start for its templates')
  const options = { root, logDir, signal: over, isUnshared: true }
  const started = await startService(`${name}-templates`, specFor(directory), options)
  try {
    for (const layer of layers) {
      busyWith(`finish the template of database "${layer.name}"`)
      const maker = new DatabaseMaker(started.service.url, layer, root)
      try {
        await maker.prepare(over)
      } finally {
        await maker.end('server-ends')
      }
    }
  } finally {
    await started.end()
  }
}
