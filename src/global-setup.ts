export { shareServices, type Project } from './fixtures/sharing/main/share-services.ts'
export type { SharedServiceOptions, SharingOptions } from './fixtures/sharing/main/shared-list.ts'
