export type StreamName = 'stdout' | 'stderr'

/** Which stream of a process to look at. */
export type StreamChoice = StreamName | 'both'
