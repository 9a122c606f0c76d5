export { shareServices, type Project } from './fixtures/sharing/share-services.ts'
export type { SharedServiceOptions, SharingOptions } from './fixtures/sharing/shared-list.ts'
