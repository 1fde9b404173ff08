import type { GateSettings } from '../admission/gate.ts';
import type { PermissionSettings } from '../admission/permissions.ts';
import type { Config } from '../config/index.ts';

/** Rights and limits of people, as the configuration names them. */

/** Settings of who may speak. */
export function permissionSettings({ access }: Config): PermissionSettings {
  return {
    access: access.mode,
    allowedUsers: access.users,
    allowedChats: access.chats,
    owners: access.owners,
  };
}

/** Limits of what people may ask for. */
export function gateSettings({ limits }: Config): GateSettings {
  return {
    requestsPerMinute: limits.requestsPerMinute,
    queueLimit: limits.chatQueue,
    personQueueLimit: limits.personQueue,
    allQueueLimit: limits.queue,
    personDailyBytes: limits.personDailyBytes,
    lateLimitMs: limits.lateLimitMs,
  };
}
