import type { Discord } from '../simulator/discord/index.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import type { Child } from './child.ts';
import type { Engine } from './engine.ts';
import type { Service } from './faults.ts';
import { talkIn } from './marks.ts';
import type { ChaosModel } from './model.ts';
import type { LineProxy } from './proxy.ts';
import type { Step } from './schedule.ts';
import type { World } from './world.ts';
import { nextDue } from './world-tools.ts';

/** Everybody who takes part in a round. */
export interface Actors {
  world: World;
  engine: Engine;
  model: ChaosModel;
  proxies: Record<Service, LineProxy>;
  child: Child;
  starting: ((child: Child) => void)[];
  note: (what: string) => void;
  /** When a line or the gateway was disturbed, epoch ms. */
  disturbed: number[];
  /** When messages may have reached the bot apart from each other, epoch ms. */
  jolts: number[];
  /** Kills wait until the bot is there: work behind people's turns would never begin on a machine on which starts take long. */
  patient: boolean;
  telegram: TelegramSimulator;
  discord: Discord;
}

const JUMP = 'update ids jump down';
/** Update ids begin above it, and after a jump below it. */
const FIRST_ID = 100_000_000;
/** A kill that found no occasion happens anyway after so long, ms. */
const OCCASION_MS = 2500;
/** The same of calls, which people have to allow first. */
const DEED_OCCASION_MS = 6000;

/** Does what a step says. */
export function act(step: Step, actors: Actors): void {
  const { world, engine, model, proxies, child, telegram, discord, note } = actors;
  const count = (name: string) => engine.faults.set(name, (engine.faults.get(name) ?? 0) + 1);
  switch (step.do) {
    case 'say': {
      const turn = world.say(step.place, step.ask);
      if (turn) note(`Q${turn.id} said in ${turn.place.name} (${turn.ask})`);
      return;
    }
    case 'stop':
      if (world.places[step.place]?.open('short')) world.places[step.place]?.stop();
      return;
    case 'gesture': {
      const done = world.gesture(step.place, step.gesture);
      if (done) count(`gesture ${step.gesture}`);
      if (done) note(`${step.gesture}: ${done}`);
      return;
    }
    case 'kill':
      if (actors.patient) killOnceReady(step, actors);
      else kill(step, actors);
      return;
    case 'terminate':
      note('SIGTERM');
      void child.terminate('SIGTERM');
      return;
    case 'trap':
      engine.set(step.trap, () => {
        note(`${step.trap.service} ${step.trap.call}: ${JSON.stringify(step.trap.effect)}`);
        actors.jolts.push(Date.now());
      });
      return;
    case 'stream':
      model.breakNext(step.break);
      return;
    case 'line':
      note(`line to ${step.service}: ${step.trouble} ${step.ms} ms`);
      count(`line ${step.trouble}`);
      engine.unsure(step.service);
      actors.disturbed.push(Date.now());
      actors.jolts.push(Date.now(), Date.now() + step.ms);
      proxies[step.service].disturb(step.trouble, step.ms);
      return;
    case 'gateway':
      note(`gateway ${JSON.stringify(step.kind)}`);
      count('gateway');
      actors.disturbed.push(Date.now());
      actors.jolts.push(Date.now());
      discord.disconnect(step.kind);
      return;
    case 'redeliver': {
      // An id from before a jump would count as an answer to everything after it.
      const jumped = engine.faults.has(JUMP);
      const known = telegram.updates
        .filter(({ update_id: id, message }) => message !== undefined && (!jumped || id < FIRST_ID))
        // The real server delivers what came after it again, too: edits of what is overheard.
        .filter(({ message }) => talkIn(message?.text ?? '').length === 0)
        .slice(-40);
      const update = known[Math.floor(known.length / 2)];
      if (!update || telegram.pending().length > 0) return;
      count('duplicate delivery');
      note(`update ${update.update_id} delivered again ${step.count} times`);
      telegram.redeliver(...Array.from({ length: step.count }, () => update));
      return;
    }
    case 'jump':
      count(JUMP);
      note('update ids jump down');
      telegram.nextUpdateId(FIRST_ID / 2);
      return;
    case 'bar':
      count('bot blocked');
      note('the bot is blocked in a chat');
      world.bar();
      return;
    case 'migrate':
      count('group migrated');
      note('a group moves');
      world.migrate();
      return;
    case 'batch':
    case 'unbatch':
    case 'recall': {
      const done = world.behind(step);
      if (done) count(step.do);
      if (done) note(done);
      return;
    }
    case 'leave':
    case 'remind':
    case 'terms': {
      const done = world.tools(step);
      if (done) count(step.do === 'leave' ? `leave ${step.how}` : step.do);
      if (done) note(done);
      return;
    }
    default: {
      const done = world.jointly(step);
      if (done) count(`${step.do}${'how' in step ? ` ${step.how}` : 'kind' in step ? ` ${step.kind}` : ''}`);
      if (done) note(done);
    }
  }
}

/** A kill waits no longer for the bot to be there, ms. */
const PATIENCE_MS = 8000;
/** Time between two looks, ms. */
const LOOK_MS = 50;

/** One kill may wait; those that come meanwhile fall away. */
function killOnceReady(step: Extract<Step, { do: 'kill' }>, actors: Actors): void {
  if (waiting.has(actors.child)) return;
  const end = Date.now() + PATIENCE_MS;
  waiting.add(actors.child);
  const look = () => {
    const isThere = actors.child.ready() && actors.discord.online() === 1;
    if (!isThere && Date.now() < end) return void setTimeout(look, LOOK_MS);
    waiting.delete(actors.child);
    kill(step, actors);
  };
  look();
}

const waiting = new WeakSet<Child>();

function kill(step: Extract<Step, { do: 'kill' }>, { child, engine, proxies, starting, world, note }: Actors): void {
  const { kill: how } = step;
  if (how.by === 'chance') {
    child.kill('at random');
    return;
  }
  if (how.by === 'start') {
    starting.push(() => setTimeout(() => child.kill(`${how.ms} ms after its start`), how.ms));
    child.kill('at random, and again at its start');
    return;
  }
  const ends = child.ends.length;
  const wait = world.deeds ? DEED_OCCASION_MS : OCCASION_MS;
  let cancel = (): unknown => undefined;
  if (how.by === 'trap') cancel = engine.set(how.trap);
  else if (how.by === 'piece')
    proxies.model.afterPieces(how.pieces, () => child.kill(`at piece ${how.pieces} from the model`));
  else if (how.by === 'deed') {
    const why = `${how.ms} ms after a call began`;
    cancel = world.deeds?.next(() => void setTimeout(() => child.kill(why), how.ms)) ?? cancel;
  } else if (how.by === 'due') {
    const due = nextDue(world.reminders) ?? Number.POSITIVE_INFINITY;
    const inMs = due + how.ms - Date.now();
    if (inMs > 0 && inMs < wait) {
      const timer = setTimeout(() => child.kill(`${how.ms} ms around a due time`), inMs);
      cancel = () => clearTimeout(timer);
    }
  } else child.arm(how.armed, `point ${how.armed.point}`);
  // A call that changes something takes somebody's leave.
  if (world.deeds && (how.by === 'deed' || how.by === 'point')) for (const done of world.allow()) note(done);
  setTimeout(() => {
    cancel();
    if (child.ends.length === ends) child.kill('at random, for want of an occasion');
  }, wait);
}
