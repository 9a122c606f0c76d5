import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { addPackages } from './install.ts'
import { byName } from './kinds.ts'

const run = promisify(execFile)
const COMPILERS = ['5.9', '7']
const RESOLUTIONS = { nodenext: 'nodenext', bundler: 'preserve' }
const newest = inject('combinations').filter(({ name }) => !/ 4\.1\.0,|Node 22/.test(name))

describe.for(byName(newest))('%s', ([, { folder }]) => {
  describe.for(COMPILERS)('TypeScript %s', (version) => {
    // Below the installation, where its packages are found.
    const compiler = join(folder, `typescript-${version}`)
    beforeAll(async () => {
      await mkdir(compiler)
      await addPackages(compiler, [`typescript@${version}`, '@types/node@22'])
    })

    test.for(Object.entries(RESOLUTIONS))('%s', async ([moduleResolution, module]) => {
      const project = await mkdtemp(join(compiler, 'consumer-'))
      await cp(join(import.meta.dirname, 'consumer.ts'), join(project, 'consumer.ts'))
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2023', 'esnext.disposable', 'dom'],
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
      }
      await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
      const tsc = join(compiler, 'node_modules/typescript/bin/tsc')
      const { stdout } = await run(process.execPath, [tsc, '--project', project]).catch(
        (error: { stdout: string }) => error,
      )
      expect(stdout).toBe('')
    })
  })
})
