export type StreamName = 'stdout' | 'stderr'

/** The output streams of a process to look at. */
export type StreamChoice = StreamName | 'both'
