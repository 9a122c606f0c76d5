import { expect, test } from 'vitest'
import { newestFirst } from '../../../../src/executors/process/tree/process-entry.ts'

test.for([
  { system: 'Linux', starts: ['3512077', '3512077', '3512190', '10000021'] },
  {
    system: 'systems where ps tells',
    starts: [
      'Fri_Nov_27_09:59:58_2026',
      'Fri_Nov_27_09:59:58_2026',
      'Fri_Nov_27_10:00:01_2026',
      'Tue_Dec_1_08:00:00_2026',
    ],
  },
])('on $system, processes are sorted by age even after pids have wrapped around', ({ starts }) => {
  const pids = [32_750, 32_766, 330, 12]
  const byAge = pids.map((pid, index) => ({ pid, startTime: starts[index] ?? '' }))
  const shuffled = [2, 0, 3, 1].flatMap((index) => byAge[index] ?? [])
  expect(shuffled.toSorted(newestFirst)).toEqual(byAge.toReversed())
})
