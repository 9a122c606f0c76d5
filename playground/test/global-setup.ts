import { shareServices } from 'vitest-mirakuru/global-setup'
import { mails, postgres, schema } from './services.ts'

/** One PostgreSQL for all files. Of the mails, no test is to see those of others. */
export default shareServices([postgres, schema, { service: mails, per: 'worker' }])
