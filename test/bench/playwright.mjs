import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { peer } from './peers.mjs'
import { scratchPath } from './scratch.mjs'

const modules = fileURLToPath(new URL('node_modules', import.meta.url))

/**
 * A whole run of Playwright for each sample, since its `webServer` is to be had in no other way. It is
 * ready when the global setup begins, which follows at once.
 */
export async function playwrightReady(optionsOf) {
  const cli = await peer('Playwright', () =>
    createRequire(import.meta.url).resolve('@playwright/test/cli'),
  )
  if (!cli || !optionsOf) return undefined
  return async (command, address) => {
    const folder = scratchPath('playwright')
    mkdirSync(folder)
    symlinkSync(modules, join(folder, 'node_modules'))
    const stamp = join(folder, 'when')
    const webServer = {
      command: command.join(' '),
      reuseExistingServer: false,
      ...optionsOf(address),
    }
    const files = {
      'playwright.config.mjs': `export default { webServer: ${inspect(webServer)}, globalSetup: './setup.mjs', reporter: 'dot' }`,
      'setup.mjs': `import { writeFileSync } from 'node:fs'
        export default () => writeFileSync(${JSON.stringify(stamp)}, String(process.hrtime.bigint()))`,
      'a.spec.mjs': `import { test } from '@playwright/test'\ntest('passes', () => {})`,
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const child = spawn(process.execPath, [cli, 'test'], { cwd: folder, stdio: 'ignore' })
    await once(child, 'exit')
    return { at: BigInt(readFileSync(stamp, 'utf8')) }
  }
}
