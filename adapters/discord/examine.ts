import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Check, Finding, Hindrance, Installation } from '../../src/ports/index.ts';
import { createCalls } from './calls.ts';
import { examineChannels } from './examine-channels.ts';
import type { ConnectionSettings } from './gateway/connection.ts';
import { snowflake } from './ids.ts';
import { applicationAnswer, hindrancesOf } from './introduce.ts';
import { read } from './messages/bodies.ts';

/** Looks at what Discord knows of the bot. No connection is made to the gateway: a bot has a number of them a day. */

/** Beginnings of sessions left, below which it is said. */
const few = 50;

const user = v.object({ id: snowflake, username: v.string() });
const gateway = v.object({
  session_start_limit: v.object({ remaining: v.number(), total: v.number(), reset_after: v.number() }),
});
const commands = v.array(v.unknown());

type Ask = <S extends v.GenericSchema>(
  schema: S,
  route: `/${string}`,
  signal: AbortSignal,
) => Promise<v.InferOutput<S>>;

export function examineDiscord(settings: ConnectionSettings, { places }: Installation): readonly Check[] {
  const calls = createCalls(settings);
  const ask: Ask = async (schema, route, signal) => read(schema, await calls.call({ method: 'Get', route }, signal));
  return [
    {
      name: 'discord.token',
      async run(signal) {
        const bot = await ask(user, Routes.user(), signal);
        return {
          findings: [{ state: 'ok', message: `The token is that of ${bot.username}` }],
          next: [
            applicationCheck(ask, settings),
            {
              name: 'discord.gateway',
              run: async (at) => ({ findings: [sessions(await ask(gateway, Routes.gatewayBot(), at))] }),
            },
            {
              name: 'discord.channels',
              run: async (at) => ({ findings: await examineChannels(calls, bot.id, places, at) }),
            },
          ],
        };
      },
    },
  ];
}

function applicationCheck(ask: Ask, settings: ConnectionSettings): Check {
  return {
    name: 'discord.application',
    async run(signal) {
      const found = await ask(applicationAnswer, Routes.currentApplication(), signal);
      return {
        findings: [...hindrancesOf(found, settings).map(asFinding), endpoint(found.interactions_endpoint_url)],
        next: [
          {
            name: 'discord.commands',
            async run(at) {
              const { length } = await ask(commands, Routes.applicationCommands(found.id), at);
              return { findings: [registered(length)] };
            },
          },
        ],
      };
    },
  };
}

function asFinding({ message, mend, without = {} }: Hindrance): Finding {
  const others = Object.entries(without).map(([setting, value]) => ` Or set ${setting}=${value}.`);
  return { state: 'warning', message: message.replace(/\.$/, ''), mend: `${mend}${others.join('')}` };
}

function endpoint(url: string | null | undefined): Finding {
  if (!url) return { state: 'ok', message: 'Commands and buttons come over the gateway' };
  return {
    state: 'error',
    message: 'An Interactions Endpoint URL is set: commands and buttons go there and never reach the bot',
    mend: 'Empty "Interactions Endpoint URL" on the General Information page of https://discord.com/developers/applications.',
  };
}

function sessions({ session_start_limit: limit }: v.InferOutput<typeof gateway>): Finding {
  const message = `${limit.remaining} of ${limit.total} connections are left for now`;
  if (limit.remaining >= few) return { state: 'ok', message };
  const hours = Math.ceil(limit.reset_after / 3_600_000);
  return {
    state: limit.remaining === 0 ? 'error' : 'warning',
    message,
    mend: `Find out why the bot is started again and again; in ${hours} ${hours === 1 ? 'hour' : 'hours'} there are new ones.`,
  };
}

function registered(count: number): Finding {
  if (count > 0) return { state: 'ok', message: `${count} commands are registered` };
  return {
    state: 'note',
    message: 'No slash commands are registered',
    mend: 'Start the bot: it registers them once it is connected.',
  };
}
