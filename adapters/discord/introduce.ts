import { ApplicationFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Hindrance, Introduction } from '../../src/ports/index.ts';
import { displayName } from '../../src/util/names.ts';
import { createCalls } from './calls.ts';
import type { ConnectionSettings } from './gateway/connection.ts';
import { snowflake } from './ids.ts';
import { inviteLink, type Wants } from './invite.ts';
import { read } from './messages/bodies.ts';

/** Answer of GET /applications/@me. */
export const applicationAnswer = v.object({
  id: snowflake,
  name: v.string(),
  flags: v.optional(v.number(), 0),
  bot_require_code_grant: v.optional(v.boolean(), false),
  interactions_endpoint_url: v.nullish(v.string()),
});

type Application = v.InferOutput<typeof applicationAnswer>;

const timeoutMs = 10_000;

/** Asks Discord whose token it is. Rejects with a Fault, or with the signal's reason. */
export async function introduceDiscord(
  settings: ConnectionSettings,
  wants: Wants,
  signal: AbortSignal,
): Promise<Introduction> {
  const calls = createCalls(settings);
  try {
    const route = Routes.currentApplication();
    const application = read(applicationAnswer, await calls.call({ method: 'Get', route, timeoutMs }, signal));
    return {
      name: displayName(application.name),
      address: inviteLink(application.id, wants),
      purpose: 'Add it to a server',
      hindrances: hindrancesOf(application, settings),
    };
  } finally {
    calls.close();
  }
}

const mayRead = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

/** Finds switches at Discord that stand against what the settings ask for. */
export function hindrancesOf(
  { id, flags, bot_require_code_grant: codeGrant }: Application,
  { messageContent }: Pick<ConnectionSettings, 'messageContent'>,
): Hindrance[] {
  const page = `https://discord.com/developers/applications/${id}/bot`;
  const content: Hindrance = {
    message: 'The Message Content intent is off: the bot could not read the message that somebody replies to.',
    mend: `Switch on "Message Content Intent" at ${page} and save.`,
    without: { DISCORD_MESSAGE_CONTENT: 'false' },
  };
  const grant: Hindrance = {
    message: 'The bot requires a code grant: nobody can add it to a server by a link.',
    mend: `Switch off "Requires OAuth2 Code Grant" at ${page} and save.`,
  };
  return [...(messageContent && (flags & mayRead) === 0 ? [content] : []), ...(codeGrant ? [grant] : [])];
}
