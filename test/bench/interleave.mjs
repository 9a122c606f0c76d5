/**
 * Measures all subjects in each round, one after the other, so that whatever disturbs the machine
 * disturbs all of them alike. What a subject answers with is a sample; a round of its own comes first.
 *
 * @param subjects each `{ subject, role, measure }`; `role` is `own`, `floor` or `peer`
 * @param warmUp rounds that do not count
 */
export async function interleave(rounds, subjects, { warmUp = 1 } = {}) {
  const present = subjects.filter(Boolean)
  const samples = new Map(present.map(({ subject }) => [subject, []]))
  for (let round = -warmUp; round < rounds; round++) {
    for (const { subject, measure, every = 1 } of present) {
      if (round % every !== 0) continue
      const sample = await measure(round)
      if (round >= 0) samples.get(subject).push(sample)
    }
  }
  return present.map(({ subject, role }) => ({ subject, role, samples: samples.get(subject) }))
}

/** Milliseconds that something takes. */
export async function timed(body) {
  const begun = performance.now()
  await body()
  return performance.now() - begun
}
