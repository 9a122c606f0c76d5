import { shareServices } from 'vitest-mirakuru/global-setup'
import { mails, postgres, redis } from './services.ts'

/** One PostgreSQL for all files. Of mails and of what is in Redis, no test is to see those of others. */
export default shareServices([
  postgres,
  { service: mails, per: 'worker' },
  { service: redis, per: 'worker' },
])
