import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { REPOSITORY } from '../../support/installation.ts'
import { program } from '../../support/program.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

test('a version of undici whose files have other names is loaded as a whole', async () => {
  const folder = await temporaryDirectory()
  const modules = join(folder, 'node_modules')
  cpSync(join(REPOSITORY, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(REPOSITORY, 'package.json'), join(folder, 'package.json'))
  mkdirSync(join(modules, 'undici'), { recursive: true })
  for (const name of readdirSync(join(REPOSITORY, 'node_modules'))) {
    if (name !== 'undici') symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name))
  }
  const real = JSON.stringify(join(REPOSITORY, 'node_modules/undici'))
  writeFileSync(join(modules, 'undici/index.js'), `module.exports = require(${real})`)
  const [port, server] = [await freePort(), program('answers.mjs')]
  const script = `
    const { HTTPExecutor } = await import('${folder}/dist/executors/index.js')
    const url = 'http://127.0.0.1:${port}/'
    const executor = new HTTPExecutor([process.execPath, '${server}', ${port}], { url })
    await executor.start()
    await executor.stop()
    console.log('was ready')
  `
  const options = ['--input-type=module', '--eval', script]
  expect(execFileSync(process.execPath, options, { encoding: 'utf8' })).toBe('was ready\n')
})
