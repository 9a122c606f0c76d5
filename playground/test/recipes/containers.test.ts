import { spawnSync } from 'node:child_process'
import { expect, test as base } from 'vitest'
import { extend, http, service } from 'vitest-mirakuru'

const compose = (port: number) => {
  const file = 'test/recipes/compose.yaml'
  return ['docker', 'compose', '--file', file, '--project-name', `shop-${port}`]
}

const shop = service('shop', {
  command: ({ port }) => [...compose(port), 'up'],
  env: ({ port }) => ({ PORT: port }),
  // Containers are not processes of the command, and would outlive it.
  cleanup: ({ port }) => [...compose(port), 'down', '--volumes'],
  // A proxy of Docker listens on the port.
  allowForeign: true,
  ready: http('/'),
  startTimeout: 120_000,
})

const cluster = service('cluster', {
  command: ({ port }) => ['kubectl', 'port-forward', 'service/shop', `${port}:80`],
  ready: http('/'),
})

const test = extend(base, { shop, cluster })

const canRun = (line: string): boolean => spawnSync(line, { shell: true }).status === 0

test.skipIf(!canRun('docker compose version && docker info'))(
  'a stack of Compose',
  async ({ shop }) => {
    expect((await fetch(shop.url)).status).toBe(200)
  },
)

test.skipIf(!canRun('kubectl get service shop'))('a service of a cluster', async ({ cluster }) => {
  expect((await fetch(cluster.url)).status).toBe(200)
})
