/**
 * The small interfaces between the rooms. Everything an adapter hands in and everything that is stored is plain JSON:
 * it survives a restart and can be answered by another process.
 */
export type * from './ports/adapter.ts';
export type * from './ports/answer.ts';
export type * from './ports/command.ts';
export type * from './ports/content.ts';
export type * from './ports/conversation.ts';
export type * from './ports/inbound.ts';
export type * from './ports/inbox.ts';
export type * from './ports/message.ts';
export type * from './ports/model.ts';
export type * from './ports/surface.ts';
export type * from './ports/surroundings.ts';
