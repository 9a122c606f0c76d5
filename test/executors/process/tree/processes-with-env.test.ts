import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { processesWithEnv, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../../support/kill-after-test.ts'
import { run } from '../../../support/program.ts'
import { Family } from '../../../support/surviving.ts'

const onLinux = { skip: process.platform !== 'linux' }

test('it finds a process that executes one program after the other', onLinux, async () => {
  const value = randomUUID()
  const again = 'exec sh -c "$0" "$0"'
  const executor = new SimpleExecutor(['sh', '-c', again, again], { env: { TOKEN: value } })
  await endedWithTest(executor).start()
  for (let times = 0; times < 150; times++) {
    expect(await processesWithEnv('TOKEN', value)).toEqual([executor.pid])
  }
})

test('it finds exactly the processes that inherited the variable with the value', async () => {
  const family = await Family.create()
  const value = randomUUID()
  const env = { ...family.env, TOKEN: value }
  const executor = endedWithTest(new SimpleExecutor(run('leaves-descendants.sh'), { env }))
  await executor.start()
  const names = ['leader', 'child', 'grandchild', 'daemon']
  await family.meet(...names)
  const found = await processesWithEnv('TOKEN', value)
  expect(found).toEqual(expect.arrayContaining(names.map((name) => family.pid(name))))

  expect(await processesWithEnv('TOKEN', value.slice(0, -1))).toEqual([])
  expect(await processesWithEnv('TOKE', value)).toEqual([])
  expect(await processesWithEnv('KEN', value)).toEqual([])
  await executor.stop()
  expect(await processesWithEnv('TOKEN', value)).toEqual([])
})
