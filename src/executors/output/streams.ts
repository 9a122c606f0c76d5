export type StreamName = 'stdout' | 'stderr'

/** The output streams of a process to search. */
export type StreamChoice = StreamName | 'both'
