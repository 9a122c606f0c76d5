/** Why each peer that is not here is not. */
export const skipped = new Map()

/** A module of a peer, or nothing where it is not installed or does not run. */
export async function peer(name, load) {
  try {
    return await load()
  } catch (error) {
    const isMissing = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND'
    skipped.set(name, isMissing ? 'not installed: npm run bench:peers' : error.message)
    return undefined
  }
}

export const loadExeca = () => peer('execa', async () => (await import('execa')).execa)

export const loadWaitOn = () => peer('wait-on', async () => (await import('wait-on')).default)

export const loadDevServer = () => peer('vitest-dev-server', () => import('vitest-dev-server'))

export const loadProol = () =>
  peer('prool', async () => {
    if (!Promise.withResolvers) throw new Error('needs Node 22')
    return import('prool')
  })
