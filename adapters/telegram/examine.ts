import type { Api } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Check, Finding, Installation, KnownPlace } from '../../src/ports/index.ts';
import { atOnce } from '../../src/util/at-once.ts';
import { displayName } from '../../src/util/names.ts';
import { conditionsAt } from './chat-permissions.ts';
import { type ClientSettings, client } from './client.ts';
import { asked, updatesOf } from './examine-updates.ts';
import { toFault } from './faults.ts';
import { encodeTarget, surfaceName } from './ids.ts';
import { apiSignal } from './signal.ts';

/** Looks at what Telegram knows of the bot. Nothing is polled: whoever asks for updates takes them from the bot. */

/** Time limit of a call, s. */
const callSeconds = 10;
/** Groups looked at, and how many at a time. */
const most = 50;
const groupsAtOnce = 5;

/** @param settings `webhook`: where updates are to be sent; they are polled when absent */
export function examineTelegram(
  settings: ClientSettings & { webhook?: { url: string } },
  { running, places }: Installation,
): readonly Check[] {
  const api = client(settings, callSeconds);
  return [
    {
      name: 'telegram.token',
      async run(signal) {
        const bot = await asked(api.getMe(apiSignal(signal)));
        return {
          findings: [{ state: 'ok', message: `The token is that of @${bot.username}` }],
          next: [
            {
              name: 'telegram.updates',
              run: async (at) => ({ findings: await updatesOf(api, settings.webhook, running, at) }),
            },
            { name: 'telegram.groups', run: async (at) => ({ findings: await groups(api, bot, places, at) }) },
          ],
        };
      },
    },
  ];
}

/** Looks whether the bot is in its groups, may write there and sees what it needs. */
async function groups(
  api: Api,
  bot: UserFromGetMe,
  places: readonly KnownPlace[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const known = groupsIn(places);
  const chosen = known.slice(0, most);
  const looks = await atOnce(groupsAtOnce, chosen, (group) => lookAt(api, bot, group, signal), signal);
  const findings = looks.flat();
  const sees = bot.can_read_all_group_messages ? 'every message' : 'only what is meant for it (privacy mode)';
  const rest = known.length > looks.length ? `, ${known.length - looks.length} were not` : '';
  const counted =
    known.length === 0
      ? 'none is known yet'
      : `${looks.length} known ${looks.length === 1 ? 'one was' : 'ones were'} looked at${rest}`;
  return [...findings, { state: 'ok', message: `In groups the bot sees ${sees}; ${counted}` }];
}

interface Group extends KnownPlace {
  chat: number;
}

/** Groups among the places, each once. */
function groupsIn(places: readonly KnownPlace[]): Group[] {
  const groups = new Map<number, Group>();
  for (const place of places) {
    const chat = Number(/^telegram:(-\d{1,16})(?!\d)/.exec(place.id)?.[1] ?? 0);
    if (chat === 0) continue;
    const { allowed = false, needsAll = false } = groups.get(chat) ?? {};
    const both = { allowed: allowed || place.allowed, needsAll: needsAll || place.needsAll };
    groups.set(chat, { id: `${surfaceName}:${chat}`, chat, ...both });
  }
  return [...groups.values()];
}

async function lookAt(api: Api, bot: UserFromGetMe, group: Group, signal: AbortSignal): Promise<Finding[]> {
  try {
    const target = encodeTarget({ chat: group.chat }, undefined, true);
    const conditions = await conditionsAt(api, async () => bot, target, signal);
    const is = (name: string, state: string) => conditions.some((each) => each.name === name && each.state === state);
    if (is('member', 'blocked')) return group.allowed ? [absent(group.id)] : [];
    const found = [
      ...(is('speak', 'blocked') ? [silenced] : []),
      ...(is('files', 'limited') ? [withoutPictures] : []),
      ...(group.needsAll && is('privacy', 'limited') ? [blind] : []),
    ];
    if (found.length === 0) return [];
    const { title = '' } = await api.getChat(group.chat, apiSignal(signal));
    const shown = `${group.id} (${displayName(title)})`;
    return found.map((finding) => finding(shown));
  } catch (error) {
    const fault = toFault(error);
    // It goes on under its new id, which is known as well.
    if (signal.aborted || fault.kind === 'migrated') return [];
    return [{ state: 'note', message: `${group.id} could not be looked at: ${fault.message}` }];
  }
}

const absent = (where: string): Finding => ({
  state: 'warning',
  message: `The bot is not in ${where}, which ALLOWED_CHATS names`,
  mend: 'Add the bot to that group, or take the group out of ALLOWED_CHATS.',
});

const silenced = (where: string): Finding => ({
  state: 'warning',
  message: `The bot may not write in ${where}`,
  mend: 'Let members send messages there, lift the restriction of the bot, or make it an admin.',
});

const withoutPictures = (where: string): Finding => ({
  state: 'note',
  message: `The bot may not send pictures in ${where}`,
  mend: 'Let members send photos there, or make the bot an admin.',
});

const blind = (where: string): Finding => ({
  state: 'warning',
  message: `In ${where} the bot is to hear more than what is meant for it, but privacy mode keeps that from it`,
  mend: 'Make the bot an admin there, or turn privacy off (@BotFather, /setprivacy, Disable), then take it out of the group and add it again.',
});
