import { createRequire } from 'node:module';

export type { SessionInfo } from '@discordjs/ws';

/**
 * The gateway library that discord.js brings along, without discord.js' Client around it. The form that
 * discord.js itself has loaded is taken. As a module it would load a second REST client (0.5 s, 4 MB).
 */
const library: typeof import('@discordjs/ws') = createRequire(import.meta.url)('@discordjs/ws');

export const { WebSocketManager, WebSocketShardEvents } = library;
