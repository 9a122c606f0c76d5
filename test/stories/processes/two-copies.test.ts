import { cpSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { execFileSync } from 'node:child_process'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

test('two installations of the package in one process have separate guards', async () => {
  const folder = await temporaryDirectory()
  cpSync(`${repository}dist`, `${folder}/dist`, { recursive: true })
  cpSync(`${repository}package.json`, `${folder}/package.json`)
  symlinkSync(`${repository}node_modules`, `${folder}/node_modules`)
  const script = `
    for (const copy of ['${repository}', '${folder}/']) {
      const { SimpleExecutor } = await import(copy + 'dist/executors/index.js')
      const executor = await new SimpleExecutor('sleep 300').start()
      await executor.stop()
    }
    const keys = Object.getOwnPropertySymbols(process).map(({ description }) => description)
    console.log(keys.filter((key) => key.startsWith('vitest-mirakuru.guard')).length)
  `
  const options = ['--input-type=module', '--eval', script]
  expect(execFileSync(process.execPath, options, { encoding: 'utf8' })).toBe('2\n')
})
