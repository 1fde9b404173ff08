import type { Controls, Final, Log, Renderer, SurfaceLimits } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import type { BubbleContent } from './bubble-content.ts';
import type { Bubbles } from './bubbles.ts';
import { bubblesFor, showWhole } from './files.ts';
import type { Fallbacks } from './instead.ts';
import { layout, type Part } from './layout.ts';

/** Words of an answer in as many bubbles as it may have. Of a longer one the beginning is shown, and a file below has all of it. */
export interface Words {
  /** Most parts that are shown while it grows: none of them has to go when more come. */
  growing(): number;
  /** Makes the bubbles show exactly this. */
  show(answer: Answer): Promise<void>;
}

/** A final answer, laid out. */
interface Answer {
  parts: readonly Part[];
  /** Markdown of all parts. */
  markdown: string;
  renderer: Renderer;
  fallbacks: Fallbacks;
  /** Absent for a sentence in the place of the answer. */
  final?: Final;
  controls?: Controls | undefined;
}

interface WordsParts {
  bubbles: Bubbles;
  limits: SurfaceLimits;
  /** Most messages that they take; Infinity for no bound. */
  messages: number;
  /** Name of the file, without its ending. */
  fileName(): string;
  log: Log;
  turn: string;
}

export function createWords({ bubbles, limits, messages, fileName, log, turn }: WordsParts): Words {
  /** False once the place has refused the file: then its messages are all that an answer can have. */
  let takesFile = true;

  /** Most bubbles, beside so many with files of its own. A reply token writes only so many messages. */
  function most(files = 0): number {
    const { messagesPerToken = Number.POSITIVE_INFINITY } = limits;
    const perToken =
      bubbles.target().expiresAt === undefined ? Number.POSITIVE_INFINITY : Math.max(1, messagesPerToken - files);
    return takesFile ? Math.min(perToken, messages) : perToken;
  }

  async function show(answer: Answer): Promise<void> {
    const { parts, markdown, renderer, fallbacks, final, controls } = answer;
    const all = parts.length > 0 ? parts : await layout(await fallbacks.empty(), renderer);
    const below = final?.captioned ? [] : (final?.files ?? []);
    const bound = most(bubblesFor(below, limits) + (final?.handover ? 1 : 0));
    const fits = all.length <= bound;
    const rest = fits || takesFile ? [] : await layout(withNotice(await fallbacks.noRest(), final), renderer);
    const shown = fits ? all : [...all.slice(0, beginningOf(bound)), ...rest];
    // A reply token reaches only the message whose button was pressed: none where that is not the whole answer.
    const { privately, expiresAt } = bubbles.target();
    const isReachable = all.length === 1 || (!privately && expiresAt === undefined);
    const end = { ...(controls && isReachable ? { controls } : {}), ...(asksReply(final) ? { form: true } : {}) };
    const isAlone = fits && below.length === 0 && !final?.handover;
    const call = final?.mention === undefined ? {} : { mention: final.mention, mentioned: 'first' as const };
    let next = 0;
    for (const [at, part] of shown.entries()) {
      const content: BubbleContent = {
        rendered: part.rendered,
        ...(at === 0 ? call : {}),
        ...(at === shown.length - 1 ? end : {}),
      };
      const index = isAlone ? at : bubbles.forWords(at);
      await bubbles.show(index, part, content, 'must');
      next = index + 1;
    }
    await bubbles[isAlone ? 'remove' : 'removeWords'](next);
    if (fits || !takesFile) return;
    try {
      const whole = {
        name: fileName(),
        markdown,
        caption: withNotice(await fallbacks.whole(), final),
        at: below.length,
      };
      await showWhole(whole, { bubbles, limits, renderer });
    } catch (error) {
      if (!isFault(error, 'forbidden', 'rejected')) throw error;
      log.warn({ turn, error }, 'A long answer goes on in messages: its file was refused');
      takesFile = false;
      await show(answer);
    }
  }

  return { growing: () => beginningOf(most()), show };
}

/** Number of parts that are shown of what may have more than `most`: one message is left for the file. */
function beginningOf(most: number): number {
  return Math.max(1, most - 1);
}

/** Adds how the answer ended: its own end is not shown. */
function withNotice(sentence: string, final: Final | undefined): string {
  return final?.notice ? `${sentence}\n\n*${final.notice}*` : sentence;
}

function asksReply(final: Final | undefined): boolean {
  const menus = final?.events.flatMap((event) => (event.type === 'recorded' ? [event.menu ?? {}] : [])) ?? [];
  return menus.some(({ completes, steps }) => completes !== undefined && !steps?.over);
}
