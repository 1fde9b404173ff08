import { Routes } from 'discord.js';
import * as v from 'valibot';
import { type Clock, FACT_HOLDS_MS } from '../../../src/ports/index.ts';
import { createFreshAnswers } from '../../../src/util/fresh-answers.ts';
import type { Calls } from '../calls.ts';
import { type Person, person } from '../gateway/events.ts';

/** People behind ids, where Discord sends only the ids: in the options of commands and in forms. */
export interface MemberNames {
  /** Finds people of a server, of the first `MOST_ASKED` ids. Asks Discord, within the signal's time; never rejects. */
  find(guild: string, ids: readonly string[], signal: AbortSignal): Promise<Person[]>;
}

/** Most people of one text that are asked for. */
const MOST_ASKED = 5;
/** People that are remembered at most. */
const remembered = 1000;
/** Time limit of a question that others may wait for, too, ms. */
const timeoutMs = 2000;

const memberAnswer = v.object({ user: person });

export function createMemberNames({ calls, clock }: { calls: Calls; clock: Clock }): MemberNames {
  const known = createFreshAnswers<Person | undefined>({ clock, holdsMs: FACT_HOLDS_MS, most: remembered });
  const unlimited = new AbortController().signal;

  async function ask(guild: string, id: string): Promise<Person | undefined> {
    const answer = await calls.call({ method: 'Get', route: Routes.guildMember(guild, id), timeoutMs }, unlimited);
    const read = v.safeParse(memberAnswer, answer);
    return read.success ? read.output.user : undefined;
  }

  return {
    async find(guild, ids, signal) {
      const asked = [...new Set(ids)].slice(0, MOST_ASKED);
      const found = asked.map((id) => known.get(`${guild}:${id}`, () => ask(guild, id), signal).catch(() => undefined));
      return (await Promise.all(found)).filter((each) => each !== undefined);
    },
  };
}
