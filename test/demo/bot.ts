import { createApp } from '../../src/composition/app.ts';
import { readConfig } from '../../src/config/index.ts';
import { tags } from '../../src/intake/tags.ts';
import type { Final, Task } from '../../src/ports/index.ts';
import { createLog } from '../../src/util/log.ts';
import { serve } from '../support/bot-child.ts';
import { type Passing, type Point, stepSeams } from '../support/steps.ts';
import type { Told, TurnStep } from './told.ts';

/** The demo's bot, in a process of its own: it can be killed and started again. What it does it tells its parent. */

const tell = (told: Told) => process.send?.(told, () => undefined);

type Whose = Pick<TurnStep, 'chat' | 'place'>;

/** Tells of each step of each turn. The bot is not changed by it. */
function createTeller(): (point: Point, passing: Passing) => Promise<void> {
  /** Turns that are open, as far as this process has told of them. */
  const open = new Map<string, Whose>();
  const finals = new Map<string, Final>();

  function step(turn: string, what: TurnStep['what'], more: Partial<TurnStep> = {}): void {
    const whose = open.get(turn);
    if (whose) tell({ step: { at: Date.now(), turn, ...whose, what, ...more } });
  }

  function accepted(turn: string, task: Task, at: number): void {
    if (open.has(turn)) return;
    const { chat } = task.target;
    open.set(turn, { chat, place: task.thread === undefined ? chat : `${chat}:${task.thread}` });
    step(turn, 'accepted', { at });
  }

  async function committed({ inbox, batch = [] }: Passing): Promise<void> {
    const at = Date.now();
    for (const { keys, task } of batch) {
      const turn = task && keys[0] !== undefined ? await inbox?.find(tags.key(keys[0])) : undefined;
      if (turn) accepted(turn.id, turn.task, at);
    }
  }

  function claimed({ claim }: Passing, what: TurnStep['what']): void {
    if (!claim) return;
    accepted(claim.id, claim.task, claim.acceptedAt);
    step(claim.id, what);
  }

  function letGo({ claim }: Passing): void {
    if (!claim) return;
    const { id: turn, task } = claim;
    const final = claim.final ?? finals.get(turn);
    const told = final ? { final: { reason: final.reason, text: final.text } } : {};
    tell({ over: { turn, chat: task.target.chat, ...told } });
    open.delete(turn);
    finals.delete(turn);
  }

  function settled({ claim, final, result }: Passing): void {
    if (!claim || !final || result !== true) return;
    finals.set(claim.id, final);
    const { usage } = final;
    step(claim.id, 'settled', usage ? { tokens: { input: usage.inputTokens, output: usage.outputTokens } } : {});
  }

  function absorbed({ absorbed: turns = [], result }: Passing): void {
    if (result !== true) return;
    for (const turn of turns) {
      step(turn, 'closed');
      open.delete(turn);
    }
  }

  return async (point, passing) => {
    if (point === 'accept:after') await committed(passing);
    if (point === 'claim') claimed(passing, 'begun');
    if (point === 'absorb:after') absorbed(passing);
    if (point === 'spend:after') claimed(passing, 'asked');
    if (point === 'record:after') claimed(passing, 'recorded');
    if (point === 'settle:after') settled(passing);
    if (point === 'apply:after' && passing.applied) step(passing.applied.turn, 'applied');
    if (point === 'close:after') claimed(passing, 'closed');
    if (point === 'let go') letGo(passing);
  };
}

// Ctrl-C in the terminal is for the demo, which ends its bot in good order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

await serve(async () => {
  const config = readConfig(process.env);
  const log = createLog({ ...config.log, secrets: config.secrets });
  return { app: await createApp(config, { log, seams: stepSeams(createTeller()) }), log };
});
