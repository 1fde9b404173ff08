import { ApplicationFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Hindrance, Introduction } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { displayName } from '../../src/util/names.ts';
import { createCalls } from './calls.ts';
import type { ConnectionSettings } from './gateway/connection.ts';
import { inviteLink, type Wants } from './invite.ts';

const application = v.object({
  id: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  name: v.string(),
  flags: v.optional(v.number(), 0),
  bot_require_code_grant: v.optional(v.boolean(), false),
});

type Application = v.InferOutput<typeof application>;

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
    const answer = v.safeParse(application, await calls.call({ method: 'Get', route, timeoutMs }, signal));
    if (!answer.success) throw new Fault('server', 'Discord sent an answer of another form');
    return {
      name: displayName(answer.output.name),
      address: inviteLink(answer.output.id, wants),
      purpose: 'Add it to a server',
      hindrances: hindrancesOf(answer.output, settings),
    };
  } finally {
    calls.close();
  }
}

const mayRead = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

function hindrancesOf(
  { id, flags, bot_require_code_grant: codeGrant }: Application,
  { messageContent }: ConnectionSettings,
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
