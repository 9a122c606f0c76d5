import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test as base } from 'vitest'
import { database, postgres, type Database } from 'vitest-mirakuru/postgres'
import { declarationOf } from '../../src/fixtures/declaration/declaration.ts'
import type { CommandSpec } from '../../src/fixtures/declaration/service-spec.ts'
import { startService, type StartedProcess } from '../../src/fixtures/start/start-service.ts'
import { rejection } from '../support/rejection.ts'
import { valuesOf } from '../support/values-of.ts'

type Server = ReturnType<typeof postgres>
type Declared = ReturnType<typeof database>

/** A project with a migration that keeps a journal. */
class MigratedProject {
  readonly root: string
  readonly #journal: string

  private constructor(root: string) {
    this.root = root
    this.#journal = join(root, 'journal')
    mkdirSync(join(root, 'node_modules'))
    writeFileSync(this.#journal, '')
    writeFileSync(join(root, 'migration.sql'), 'create table orders (item text)')
    mkdirSync(join(root, 'seeds'))
    writeFileSync(join(root, 'seeds/tea.sql'), `insert into orders values ('tea')`)
  }

  static async create(): Promise<MigratedProject> {
    return new MigratedProject(await mkdtemp(join(await realpath(tmpdir()), 'mirakuru-')))
  }

  get migrations(): number {
    return readFileSync(this.#journal, 'utf8').length
  }

  edit(): void {
    appendFileSync(join(this.root, 'migration.sql'), '; create table bills ()')
  }

  /** As a module does that is loaded anew. */
  declare(inputs: readonly string[] = ['*.sql']): Record<'pg' | 'schema' | 'orders', Declared> {
    const cwd = this.root
    const pg = postgres('pg-kept')
    const prepare = async ({ url }: { readonly url: string }): Promise<void> => {
      appendFileSync(this.#journal, '.')
      await valuesOf(url, readFileSync(join(cwd, 'migration.sql'), 'utf8'))
    }
    const schema = database('schema', { on: pg, prepare, inputs, cwd })
    return {
      pg,
      schema,
      orders: database('orders', { from: schema, seed: 'tea.sql', cwd: join(cwd, 'seeds') }),
    } as never
  }

  async start(pg: Server, more: Partial<CommandSpec> = {}): Promise<StartedProcess> {
    const spec = { ...(declarationOf(pg)?.spec as CommandSpec), ...more }
    const options = { root: this.root, logDir: join(this.root, 'logs') }
    const started = await startService('pg-kept', spec, options)
    onTestFinished(() => started.end())
    return started
  }
}

const test = base.extend('project', { scope: 'file' }, async ({}, { onCleanup }) => {
  const project = await MigratedProject.create()
  onCleanup(() => rm(project.root, { recursive: true, force: true, maxRetries: 5 }))
  return project
})

async function make(declared: Declared, { service }: StartedProcess): Promise<Database> {
  return declared({ pgKept: service }, { onCleanup: (end) => onTestFinished(end) })
}

const TEMPLATES = `select regexp_replace(datname, '_[^_]*$', '') from pg_database where datistemplate and datname like 'template\\__%\\_%' order by 1`

describe.runIf(postgres.isAvailable())('templates', () => {
  test('are kept with the prepared directory, until an input changes', async ({ project }) => {
    const first = project.declare()
    const server = await project.start(first.pg)
    expect(await valuesOf(server.service.url, TEMPLATES)).toEqual([
      'template_orders',
      'template_schema',
    ])
    expect(await valuesOf((await make(first.orders, server)).url, 'table orders')).toEqual(['tea'])
    expect(project.migrations).toBe(1)

    const later = project.declare()
    const another = await project.start(later.pg)
    expect(await valuesOf((await make(later.schema, another)).url, 'table orders')).toEqual([])
    expect(await valuesOf((await make(later.orders, another)).url, 'table orders')).toEqual(['tea'])
    expect(project.migrations).toBe(1)

    project.edit()
    const edited = project.declare()
    const { url } = await make(edited.orders, await project.start(edited.pg))
    expect(await valuesOf(url, 'table bills')).toEqual([])
    expect(project.migrations).toBe(2)
  })

  test('are made on each server if their inputs are unknown', async ({ project }) => {
    const before = project.migrations
    for (const runs of [1, 2]) {
      const { pg, orders } = project.declare([])
      const server = await project.start(pg)
      expect(await valuesOf(server.service.url, TEMPLATES)).toEqual([])
      expect(await valuesOf((await make(orders, server)).url, 'table orders')).toEqual(['tea'])
      expect(project.migrations).toBe(before + runs)
    }
  })

  test('that fail do so in the tests that use them', async ({ project }) => {
    const { pg, orders } = project.declare()
    writeFileSync(join(project.root, 'broken.sql'), 'create tabel')
    const broken = database('broken', { on: pg, prepare: 'broken.sql', cwd: project.root })
    const server = await project.start(pg)
    const log = readFileSync(server.log.path ?? '', 'utf8')
    expect(log).toMatch(
      /--- prepared without the templates: its `prepare` failed at broken\.sql:1: syntax error/,
    )
    expect(await valuesOf(server.service.url, TEMPLATES)).toEqual([])
    expect(await valuesOf((await make(orders, server)).url, 'table orders')).toEqual(['tea'])
    const error = await rejection(make(broken, server))
    expect(error.message).toMatch(
      /^broken could not be started: its `prepare` failed at broken\.sql:1: syntax error/,
    )
  })
})
