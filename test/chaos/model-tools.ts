import type { Answer } from '../simulator/openai/answer.ts';
import type { Call } from '../simulator/openai/calls.ts';
import type { Heard } from '../simulator/openai/heard.ts';
import { sectionText, type TurnId } from './marks.ts';
import type { Random } from './random.ts';
import { DEED_MS, rounds, type ToolAsk } from './schedule-tools.ts';

/** The model as it calls tools: whatever it wants done has a name that nothing else has. */

/** Call that the model has made. */
export interface Proposed {
  /** As in `B<room>`. */
  room: string;
  turn: TurnId;
  at: number;
}

export interface Caller {
  /** The next message of the model in an answer with tools. */
  answer(turn: TurnId, ask: ToolAsk, heard: Heard): Exclude<Answer, string>;
  proposed: Proposed[];
}

const DAY_MS = 86_400_000;

export function createCaller(random: Random): Caller {
  const proposed: Proposed[] = [];
  let made = 0;

  function call(turn: TurnId, kind: string): Call {
    made += 1;
    if (kind === 'r') {
      const day = new Date(made * DAY_MS).toISOString().slice(0, 10);
      return { name: 'desk__look_up', arguments: { day } };
    }
    const room = `${turn}n${made}`;
    proposed.push({ room, turn, at: Date.now() });
    const ms = random.chance(0.2) ? 0 : random.int(50, DEED_MS);
    return { name: 'desk__book', arguments: { room: `B${room}`, ms } };
  }

  return {
    proposed,
    answer(turn, ask, heard) {
      const plan = rounds[ask];
      const words = plan.findIndex((calls) => calls.includes('w'));
      const sections = words < 0 ? 1 : 2;
      let answered = 0;
      const next = plan.findIndex((calls) => {
        answered += calls.length;
        return heard.results.length < answered;
      });
      const calls = heard.functions.includes('desk__book') ? plan[next] : undefined;
      if (calls) {
        const text = next === words ? sectionText(turn, 0, sections, 40, 'I would book it') : '';
        return { text, calls: [...calls].map((kind) => call(turn, kind)) };
      }
      const said = heard.results.map(({ output }) => outcomeOf(output)).join(', ');
      // One that may call nothing more is told so behind its own words.
      const begun = heard.messages.slice(-2).some(({ text }) => text.includes(`A${turn}:0/2 `));
      return { text: sectionText(turn, begun ? 1 : 0, begun ? sections : 1, 60, said || 'no desk') };
    },
  };
}

/** Says what came of a call, so that it is seen in the answer. */
function outcomeOf(output: string): string {
  const booked = /Booked B(\d+c\d+n\d+)/.exec(output);
  if (booked) return `booked K${booked[1]}`;
  const day = /On (\d{4}-\d\d-\d\d): dentist/.exec(output);
  if (day) return `dentist on ${day[1]}`;
  if (output.includes('It is not known whether')) return 'nobody knows';
  // Whoever reads the report wants to know why.
  return `not done: ${output.replaceAll(/\W+/g, ' ').slice(0, 60)}`;
}
