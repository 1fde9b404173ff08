/**
 * The small interfaces between the rooms. Everything an adapter hands in and everything that is stored is plain JSON:
 * it survives a restart and can be answered by another process.
 */
export type * from './adapter.ts';
export * from './answer.ts';
export * from './answer-record.ts';
export * from './approval.ts';
export * from './batch.ts';
export type * from './command.ts';
export * from './content.ts';
export * from './conversation.ts';
export * from './event.ts';
export type * from './examination.ts';
export type * from './hook.ts';
export type * from './inbox.ts';
export type * from './introduction.ts';
export type * from './jobs.ts';
export type * from './mcp.ts';
export * from './media.ts';
export * from './message.ts';
export * from './model.ts';
export type * from './model-message.ts';
export * from './persona.ts';
export type * from './runtime.ts';
export * from './settings.ts';
export * from './storage.ts';
export * from './surface.ts';
export * from './task.ts';
export * from './taught.ts';
export * from './tools.ts';
