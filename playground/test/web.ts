import { http, service } from 'vitest-mirakuru'
import { api } from './services.ts'

export const web = service('web', {
  needs: { api },
  command: ({ port }) => ['vite', '--port', port, '--strictPort'],
  env: ({ api }) => ({ API_URL: api.url }),
  ready: http('/'),
})
