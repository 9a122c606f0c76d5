import { TimelineReporter } from './report/timeline-reporter.ts'

export { TimelineReporter }
// Vitest loads a reporter by the name of its package, and takes the default export.
export default TimelineReporter
