import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { addPackages } from './install.ts'
import { byName } from './kinds.ts'

const run = promisify(execFile)
const CONSUMER = join(import.meta.dirname, 'consumer.ts')
const COMPILERS = ['5.9', '7']
const RESOLUTIONS = { nodenext: 'nodenext', bundler: 'preserve' }
const newest = inject('combinations').filter(({ name }) => !/ 4\.1\.0,|Node 22/.test(name))

/** A container under the rules of a service; to run it needs an engine. */
const CONTAINER = `
import { GenericContainer } from 'testcontainers'
import { test as base } from 'vitest'
import { service, tcp } from 'vitest-mirakuru'

export const redis = service('redis', {
  ready: tcp(),
  async start() {
    const container = await new GenericContainer('redis').withExposedPorts(6379).start()
    const url = \`redis://\${container.getHost()}:\${container.getMappedPort(6379)}\`
    return { url, stop: () => container.stop() }
  },
})

const test = base.extend('redis', { scope: 'file' }, redis)
test('has it', ({ redis }) => void redis.url)
`

/** Each line forgets `backend`. */
const FORGETFUL = `
import { test as base } from 'vitest'
import { service, unshared, type Service } from 'vitest-mirakuru'

const backend = service('backend', { command: 'backend' })
const web = service('web', { needs: { backend }, command: 'web' })
base.extend('web', { scope: 'file' }, web)('has it', ({ web }) => web.url)
base.extend('web', { scope: 'worker' }, unshared(web))('has it', ({ web }) => web.url)
base.extend('backend', backend).extend('web', { scope: 'file' }, web)('has it', ({ web }) => web.url)
base.extend('web', { scope: 'test' }, web)
base.extend('web', web)
base.extend<{ web: Service }>({ web: [web, { scope: 'file' }] })
base.extend({ web: [web, { scope: 'file' }] })
`
const FORGETFUL_LINES = [7, 8, 9, 10, 11, 12, 13]

describe.for(byName(newest))('%s', ([, { folder }]) => {
  describe.for(COMPILERS)('TypeScript %s', (version) => {
    // Below the installation, where its packages are found.
    const compiler = join(folder, `typescript-${version}`)
    beforeAll(async () => {
      await mkdir(compiler)
      const packages = [`typescript@${version}`, '@types/node@22', 'testcontainers']
      await addPackages(compiler, packages, ['--ignore-scripts'])
    })

    test.for(Object.entries(RESOLUTIONS))('%s', async ([moduleResolution, module]) => {
      const options = { module, moduleResolution, skipLibCheck: false }
      expect(await complaints(compiler, await readFile(CONSUMER, 'utf8'), options)).toBe('')
    })

    test('a missing dependency with plain test.extend is named', async () => {
      const said = await complaints(compiler, FORGETFUL, { module: 'nodenext' })
      const errors = said.split(/^(?=\S)/m)
      expect(errors.map((error) => Number(/\((\d+),/.exec(error)?.[1]))).toEqual(FORGETFUL_LINES)
      expect(errors.filter((error) => !/["'{ ]backend\b/.test(error))).toEqual([])
    })

    test('a testcontainers container fits the type of `start`', async () => {
      // Its own declarations are not ours to check.
      expect(await complaints(compiler, CONTAINER, { module: 'nodenext' })).toBe('')
    })
  })
})

/** What a compiler says of a project of one file with these options. */
async function complaints(compiler: string, text: string, options: object): Promise<string> {
  const project = await mkdtemp(join(compiler, 'consumer-'))
  await writeFile(join(project, 'consumer.ts'), text)
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    declaration: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    ...options,
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const tsc = join(compiler, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '--project', project]).catch(
    (error: { stdout: string }) => error,
  )
  return stdout
}
