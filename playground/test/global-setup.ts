import { shareServices } from 'vitest-mirakuru/global-setup'
import { mails, postgres, redis } from './services.ts'

/** All files share one PostgreSQL. No test may see the mails or the Redis data of another test. */
export default shareServices([
  postgres,
  { service: mails, per: 'worker' },
  { service: redis, per: 'worker' },
])
