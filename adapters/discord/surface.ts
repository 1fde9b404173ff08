import { Routes } from 'discord.js';
import type { Clock, Log, Renderer, Surface, SurfaceLimits, Target } from '../../src/ports/index.ts';
import { Fault, isFault } from '../../src/util/errors.ts';
import type { Calls, Request } from './calls.ts';
import type { Files } from './files.ts';
import type { Gateway } from './gateway/gateway.ts';
import { addressOf, interactionKey, isInteraction, messageLink, surfaceName, tokenMs } from './ids.ts';
import { type Acknowledgements, acknowledgeMs } from './interactions/acknowledgements.ts';
import { buttonForm, textLength } from './interactions/forms.ts';
import { createReplies } from './interactions/replies.ts';
import { bodyOf, filesOf } from './messages/bodies.ts';
import { createChannelMessages } from './messages/channel-messages.ts';
import type { Conditions } from './messages/conditions.ts';
import { type Members, userOf } from './messages/members.ts';
import { recoverMessages } from './messages/message-recovery.ts';
import { createPrivateChats } from './messages/private-chats.ts';
import { createReactions } from './messages/reactions.ts';
import { createThreads, titleLength } from './messages/threads.ts';
import { createHeedTimeOut } from './messages/time-outs.ts';
import { orNoVoice, voiceIn } from './messages/voices.ts';

/** Writes to Discord. Targets are plain ids, so one from before a restart works as well. */

function limitsFor(globalPerSecond: number): SurfaceLimits {
  return {
    caption: 2000,
    voice: { caption: 0 },
    // Of a server without boosts, and of private chats.
    upload: 10 * 1024 * 1024,
    // A spoiler takes its room all the same.
    collapsed: 600,
    pictures: 10,
    albumButtons: true,
    picturesPerEdit: 10,
    buttonsPerRow: 5,
    editIntervalMs: 1200,
    typingMs: 10_000,
    title: titleLength,
    acknowledgeMs,
    fieldLength: textLength,
    messagesPerToken: 5,
    rates: {
      // As Discord's headers tell them: each route has a bucket of its own in each channel, and each token one.
      chat: [
        ...(['create', 'edit', 'remove', 'typing'] as const).map((kind) => ({
          calls: [kind],
          most: 5,
          withinMs: 5000,
        })),
        { calls: ['react'], perSecond: 4, burst: 1 },
        { calls: ['rename'], most: 2, withinMs: 600_000 },
      ],
      token: [{ calls: ['create', 'edit', 'remove', 'typing', 'read'], most: 5, withinMs: 2000 }],
      groupPerMinute: 0,
      globalPerSecond,
      // https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
      refusals: { most: 10_000, withinMs: 600_000 },
    },
  };
}

export interface SurfaceParts {
  calls: Calls;
  acknowledgements: Acknowledgements;
  clock: Clock;
  log: Log;
  /** The bot's own user id. */
  self(signal: AbortSignal): Promise<string>;
  conditions: Conditions;
  members: Members;
  gateway: Pick<Gateway, 'guilds'>;
  files: Pick<Files, 'fetch'>;
  globalPerSecond: number;
}

export function createSurface(parts: SurfaceParts): Surface {
  const { calls, acknowledgements, conditions, members, files } = parts;
  const messages = createChannelMessages(parts);
  const replies = createReplies({ ...parts, messages });
  const heedTimeOut = createHeedTimeOut(parts);
  const isTold = (channel: string) => parts.gateway.guilds.channel(channel) !== undefined;
  const guildOf = (chat: string) => parts.gateway.guilds.channel(chat.slice(surfaceName.length + 1))?.guild;
  let renderer: Promise<Renderer> | undefined;

  async function at(target: Target, id: string, signal: AbortSignal): Promise<Pick<Request, 'route' | 'byPath'>> {
    const address = addressOf(target);
    return isInteraction(address)
      ? replies.at(address, id, signal)
      : { route: Routes.channelMessage(address.channel, id) };
  }

  return {
    name: surfaceName,
    limits: limitsFor(parts.globalPerSecond),
    renderer() {
      // Remembered: an import takes 80 µs also where the file is loaded.
      renderer ??= import('./format.ts').then((room) => room.discordRenderer);
      return renderer;
    },
    linkTo({ chat, message, group }) {
      const guild = guildOf(chat);
      return group && guild === undefined ? undefined : messageLink(chat, message, guild);
    },
    async acknowledge(target, signal) {
      const address = addressOf(target);
      if (isInteraction(address)) await acknowledgements.acknowledge(address, signal);
    },
    async typing(target, signal) {
      const address = addressOf(target);
      // A deferred response shows its own sign; a button's message shows none, but may be nobody's to type at.
      if (isInteraction(address) && (!address.source || address.ephemeral || !address.member)) return;
      // Nobody can type in a thread that is not there yet.
      const channel = address.opens === undefined || isTold(address.channel) ? address.channel : address.opens;
      await heedTimeOut(channel, signal, () =>
        calls.call({ method: 'Post', route: Routes.channelTyping(channel) }, signal),
      );
    },
    async create(target, content, placement, signal) {
      const address = addressOf(target);
      return orNoVoice(content, () =>
        isInteraction(address)
          ? replies.create(address, content, placement, signal)
          : heedTimeOut(address.channel, signal, () => messages.create(address.channel, content, placement, signal)),
      );
    },
    async edit(target, id, content, signal) {
      if (voiceIn(content)) throw new Fault('rejected', 'no message becomes a voice message');
      const there = await at(target, id, signal);
      const change = () =>
        calls.call({ method: 'Patch', ...there, body: bodyOf(content), ...filesOf(content) }, signal);
      await heedTimeOut(addressOf(target).channel, signal, change);
    },
    download: (address, { bytes }, signal) => files.fetch(address, bytes, signal),
    async remove(target, id, signal) {
      try {
        await calls.call({ method: 'Delete', ...(await at(target, id, signal)) }, signal);
      } catch (error) {
        if (!isFault(error, 'gone')) throw error;
      }
    },
    adopt: (target, known, others, signal) => recoverMessages({ ...parts, others }, target, known, signal),
    async openForm(target, form, signal) {
      const address = addressOf(target);
      if (!isInteraction(address)) throw new Fault('internal', 'a form without a press');
      const route = Routes.interactionCallback(address.interaction, address.token);
      await calls.call({ method: 'Post', route, body: buttonForm(form), byPath: true }, signal);
      acknowledgements.record(address);
    },
    ...createThreads({ ...parts, heedTimeOut }),
    react: createReactions(calls),
    lasting: lastingTarget,
    privateTarget,
    mentionOf: (actor) => (actor.kind === 'chat' ? undefined : `<@${userOf(actor)}>`),
    openPrivate: createPrivateChats(calls),
    conditions,
    moderates: members.moderates,
    // In a private chat there are no others.
    isPresent: async (target, actor, signal) => !target.group || members.isPresent(target, actor, signal),
  };
}

/** Channels last, tokens do not. Only a token reaches one reader alone in a channel, or a place the bot was not added to. */
function lastingTarget({ prompt: _, ...target }: Target): Target | undefined {
  const address = addressOf(target);
  const { expiresAt: _expiresAt, pace: _pace, ...rest } = target;
  if (!isInteraction(address)) return rest;
  const seen = !address.ephemeral || !target.group;
  return address.member && seen ? { ...rest, privately: false, address: { channel: address.channel } } : undefined;
}

/** Only the answer to an interaction can be for one person's eyes. */
function privateTarget(target: Target): Target | undefined {
  const address = addressOf(target);
  if (!isInteraction(address)) return undefined;
  const pace = interactionKey(address.interaction);
  return { ...target, privately: true, pace, expiresAt: address.at + tokenMs };
}
