/** Parts of a server that a text can lead to. */
export const destinations = ['customize', 'browse', 'guide', 'home', 'linked-roles'] as const;

/** What Discord's Markdown says, as a tree. Line breaks stay in the texts. */
export type Node =
  | { type: 'text' | 'code'; text: string }
  | { type: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'quote' | 'subtext'; children: Node[] }
  | { type: 'heading'; level: number; children: Node[] }
  | { type: 'fence'; language?: string; text: string }
  /** `start`: of a list with numbers, its first; they count on from there. */
  | { type: 'list'; start?: number; items: Node[][] }
  | { type: 'link'; url: string; title?: string; children: Node[] }
  | { type: 'user' | 'channel' | 'role'; id: string }
  | { type: 'everyone'; name: 'everyone' | 'here' }
  | { type: 'command'; name: string; id: string }
  /** `at`: seconds since 1970. `style`: how it is written, `f` by itself. */
  | { type: 'time'; at: number; style: string }
  | { type: 'emoji'; name: string; id: string; animated: boolean }
  | { type: 'navigation'; to: (typeof destinations)[number] };

/** What stands before a sign in its line. */
export type Edge = 'start' | 'spaces' | 'text';

/** Where a text stands: what may be in it. */
export interface Scope {
  edge: Edge;
  quoted: boolean;
  /** Lists around it. */
  lists: number;
  /** It is the text of a link: `shown` as that, or `judged`, whether it may be one. */
  link?: 'shown' | 'judged';
  /** Nodes around it. */
  depth: number;
}

/** A place in a text, where something may begin. */
export interface Cursor {
  source: Source;
  at: number;
  edge: Edge;
  scope: Scope;
  /** Reads a part of it. */
  read(text: string, change?: Partial<Scope>): Node[];
}

/** What was found at a place, and where the text goes on. */
export interface Found {
  node: Node;
  end: number;
}

/** A text in which the same sign is looked for again and again: what was found, or not, is remembered. */
export class Source {
  readonly text: string;
  private readonly known = new Map<string, { from: number; at: number }>();
  private ticks: Map<number, number[]> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Index of the next `sign` from there on; infinite where there is none. */
  next(sign: string, from: number): number {
    return this.remember(sign, from, () => this.text.indexOf(sign, from));
  }

  /** As `next`, by a search of its own: where it fails from one place, it fails from all behind. */
  remember(name: string, from: number, search: () => number): number {
    const known = this.known.get(name);
    if (known && known.from <= from && from <= known.at) return known.at;
    const found = search();
    const at = found < 0 ? Number.POSITIVE_INFINITY : found;
    this.known.set(name, { from, at });
    return at;
  }

  /** Where each run of backticks begins, by its length. */
  runsOfTicks(): ReadonlyMap<number, readonly number[]> {
    if (this.ticks) return this.ticks;
    this.ticks = new Map();
    for (const { 0: run, index } of this.text.matchAll(/`+/g)) {
      const starts = this.ticks.get(run.length);
      if (starts) starts.push(index);
      else this.ticks.set(run.length, [index]);
    }
    return this.ticks;
  }
}

/** Matches a sticky expression at a place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
