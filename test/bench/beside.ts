import { median, sleep } from './measures.ts';
import { startSubject } from './subject.ts';
import { startWorld, type World } from './world.ts';

/**
 * Ten ordinary people, alone and then beside a hostile person, a hundred strangers and a model server that never ends: what
 * they wait from their message to the model's request.
 */

const PEOPLE = 10;
const STRANGERS = 100;
/** Ids of people; strangers have those from `stranger` on. */
const first = 5001;
const hostile = 6001;
const stranger = 7001;
/** Events of the hostile person, and of all strangers together, in a second. */
const PER_SECOND = 100;

/** p50 of the delay, ms. */
export interface Beside {
  aloneMs: number;
  besideMs: number;
}

/** `questions`: of each person, alone and again beside the others. */
export async function measureBeside(cache: string, questions: number): Promise<Beside> {
  const people = Array.from({ length: PEOPLE }, (_, at) => first + at);
  const allowed = [...people, hostile].map((id) => `telegram:${id}`).join(',');
  const world = await startWorld();
  // As people run it: the limits are the point.
  const limits = {
    ...{ ACCESS: 'allowlist', ALLOWED_USERS: allowed, REQUESTS_PER_MINUTE: '20', CHAT_QUEUE_LIMIT: '20' },
    ...{ MAX_CONCURRENT_TURNS: '20', TELEGRAM_GLOBAL_RATE: '30', LOG_LEVEL: 'error' },
  };
  const subject = await startSubject({ kind: 'ours', url: world.url, cache, preload: 'watched', settings: limits });
  try {
    await talk(world, people, 2);
    const aloneMs = median(await talk(world, people, questions));
    const stop = attack(world);
    try {
      // It has begun to bite.
      await sleep(1000);
      return { aloneMs, besideMs: median(await talk(world, people, questions)) };
    } finally {
      stop();
    }
  } finally {
    await subject.stop();
    await world.close();
  }
}

/** All of them at once, each one question after the other; the delays, ms. */
async function talk(world: World, people: readonly number[], questions: number): Promise<number[]> {
  const delays = people.map(async (person, at) => {
    const own: number[] = [];
    await sleep(at * 37);
    for (let count = 0; count < questions; count += 1) {
      const { putAt, askedAt } = await world.ask(person, { words: 20, wordsPerSecond: 0 });
      own.push(askedAt - putAt);
      await sleep(100);
    }
    return own;
  });
  return (await Promise.all(delays)).flat();
}

/** Begins all of it; the result ends it. */
function attack(world: World): () => void {
  let count = 0;
  const each = 1000 / PER_SECOND;
  const timer = setInterval(() => {
    count += 1;
    const nobody = stranger + (count % STRANGERS);
    // The model answers the hostile person without end, and the text is one long run without a space.
    world.say(hostile, count % 2 === 0 ? `${count}hostile${'字'.repeat(4000)}` : '/image a cat count=10');
    world.press(hostile, `chats page=${count}`);
    world.say(nobody, count % 3 === 0 ? '/why' : 'Let me in!');
    world.press(nobody, 'ask prompt=hello');
  }, each);
  return () => clearInterval(timer);
}
