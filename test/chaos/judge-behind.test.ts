import { describe, expect, it } from 'vitest';
import { type BatchKind, fileOf } from './batch-files.ts';
import { judge } from './judge.ts';
import { judgeBatch } from './judge-batch.ts';
import { bubbleWith, placeOf } from './judge-support.ts';
import type { AskedLine } from './model.ts';
import type { Evidence } from './outcomes.ts';
import type { Bubble, Turn } from './place.ts';
import type { Batched } from './world-behind.ts';

/** What the judge would say of batches and summaries that went wrong. */

const bubble = (id: string, text: string, answers?: string): Bubble =>
  bubbleWith(id, text, answers === undefined ? undefined : { name: 'b1c1-answers.csv', text: answers });

const begun = bubble('11', '3 prompts from b1c1.csv for a model.');
const row = (n: number, answer = `R1c1n${n} so it is`, error = '') =>
  `${n},"L1c1n${n} what, of this",${answer},${error}\r\n`;
const table = (...rows: string[]) =>
  bubble('12', 'Your batch is done', `\ufeffnumber,prompt,answer,error\r\n${rows.join('')}`);
const whole = table(row(0), row(1), row(2));
const call = (n: number, at: number, over: Partial<AskedLine> = {}): AskedLine => ({
  ...{ id: '1c1', n, at, text: `L1c1n${n} what, of this`, broken: false, ...over },
});

function verdict(
  bubbles: Bubble[],
  over: Partial<Evidence> & { lines?: AskedLine[] } = {},
  batch: Partial<Batched> = {},
) {
  const order = { kind: 'csv' as BatchKind, lines: 3, templated: false };
  const about = {
    id: '1c1',
    place: placeOf(bubbles),
    saidAt: 0,
    message: '5:10',
    key: 'k',
    stoppedAt: undefined,
    met: true,
  };
  const engine = { made: new Map(), modelLost: [], penalties: { pushed: [], outlasted: [] } };
  const found: string[] = [];
  judgeBatch(
    { ...order, ...about, ...batch },
    { engine, ends: [], lines: [], accepted: new Set(), catchUp: true, ...over } as Parameters<typeof judgeBatch>[1],
    (kind) => void found.push(kind),
  );
  return found;
}

const ended = (at: number) => ({ ends: [{ at }] as unknown as Evidence['ends'] });

describe('a batch', () => {
  it('is begun once and ends in one file, or in an error', () => {
    expect(verdict([begun, whole])).toEqual([]);
    expect(verdict([begun, whole, { ...whole, id: '13' }])).toEqual(['duplicate']);
    expect(verdict([begun, { ...begun, id: '13' }, whole])).toEqual(['duplicate']);
    expect(verdict([begun])).toEqual(['lost']);
    expect(verdict([])).toEqual(['lost']);
    expect(verdict([bubble('11', "That file isn't there any more.")])).toEqual([]);
  });

  it('comes back with each line once, in order, and its own answer', () => {
    expect(verdict([begun, table(row(0), row(2), row(1))])).toEqual(['lines']);
    expect(verdict([begun, table(row(0), row(1))])).toEqual(['lines']);
    expect(verdict([begun, table(row(0), row(1), row(1), row(2))])).toEqual(['lines']);
    expect(verdict([begun, table(row(0), row(1, 'R1c1n2 so it is'), row(2))])).toEqual(['lines']);
  });

  it('has a line without an answer only where something broke', () => {
    const gap = table(row(0), row(1, '', 'Not asked.'), row(2));
    expect(verdict([begun, gap])).toEqual(['lines']);
    expect(verdict([begun, gap], {}, { stoppedAt: 5 })).toEqual([]);
    expect(verdict([begun, gap], ended(5))).toEqual(['lines']);
    const given = table(row(0), row(1, '', 'I gave up after several attempts.'), row(2));
    expect(verdict([begun, given])).toEqual(['lines']);
    expect(verdict([begun, given], ended(5))).toEqual([]);
  });

  it('asks a line again only where the answer may be lost, and nothing once its file is there', () => {
    const twice = [call(1, 10_000), call(1, 20_000)];
    expect(verdict([begun, whole], { lines: twice })).toEqual(['calls']);
    expect(verdict([begun, whole], { lines: twice, ...ended(10_500) })).toEqual([]);
    const later = [10_060, 10_120, 10_180, 10_240].map((at, n) => call(n + 3, at));
    expect(verdict([begun, whole], { lines: [...twice, ...later], ...ended(10_500) })).toEqual(['calls']);
    // It was stored by then.
    expect(verdict([begun, whole], { lines: twice, ...ended(15_000) })).toEqual(['calls']);
    const made = new Map([['5:12', { service: 'telegram', at: 1, told: 9000, order: 1, lost: false }]]);
    const engine = { made, modelLost: [], penalties: { pushed: [], outlasted: [] } } as unknown as Evidence['engine'];
    expect(verdict([begun, whole], { lines: [call(1, 12_000)], engine })).toEqual(['calls']);
    expect(verdict([begun, whole], { lines: [call(1, 8000)], engine })).toEqual([]);
  });

  it('asks with its template, and only with that', () => {
    const lines = [call(0, 1, { text: 'Say it in few words: L1c1n0' })];
    expect(verdict([begun, whole], { lines })).toEqual(['lines']);
    expect(verdict([begun, whole], { lines }, { templated: true })).toEqual([]);
  });

  it('is read in every form', () => {
    const rest = { lines: 2, templated: false };
    for (const kind of ['lines', 'paragraphs', 'csv', 'jsonl'] as const)
      expect(fileOf('1c1', { kind, ...rest }).bytes.toString()).toContain('L1c1n1 what, of this');
    const text = '## 1\n\n> L1c1n0 what, of this\n\nR1c1n0 so\n\n## 2\n\n> L1c1n1 what, of this\n\nR1c1n1 so\n\n';
    expect(verdict([begun, bubble('12', '', text)], {}, { kind: 'lines', lines: 2 })).toEqual([]);
    const json = [0, 1].map((n) => JSON.stringify({ prompt: `L1c1n${n}`, answer: `R1c1n${n}` })).join('\n');
    expect(verdict([begun, bubble('12', '', json)], {}, { kind: 'jsonl', lines: 2 })).toEqual([]);
  });
});

describe('a summary', () => {
  function judged(
    summary: string[],
    over: Partial<Turn> = {},
    history: string[] = [],
    { asked: last = {}, accepted }: { asked?: Partial<Turn>; accepted?: string[] } = {},
  ): string[] {
    const place = placeOf([]);
    const turnOf = (id: string, saidAt: number, more: Partial<Turn> = {}): Turn => ({
      ...{ id, ask: 'short', place, saidAt, message: '5:10', key: id, former: [], editedAt: undefined, goneAt: 1 },
      ...{ again: 0, retries: [], onward: false, met: true, changes: [], ...more },
    });
    const turns = [turnOf('1c1', 1000, { goneAt: undefined, ...over }), turnOf('2c1', 5000, last)];
    const told = history.map((id) => ({ role: 'user' as const, id }));
    const turn = last.id ?? '2c1';
    const asked = [{ at: 6000, turn, pieces: [turn], talk: [], history: told, summary, broken: false }];
    const engine = { made: new Map(), modelLost: [], penalties: { pushed: [], outlasted: [] } };
    const known = accepted && { accepted: new Set(accepted) };
    const evidence = {
      turns,
      places: [place],
      engine,
      ends: [],
      disturbed: [],
      catchUp: true,
      model: { asked },
      ...known,
    };
    return judge(evidence as unknown as Evidence, []).map(({ kind }) => kind);
  }

  it('says nothing of what was changed or taken away before, nor of another chat', () => {
    expect(judged(['1c1'])).toEqual([]);
    const edited = { id: '9c1', former: ['1c1'] };
    expect(judged(['1c1'], { ...edited, changes: [3000] })).toEqual(['recalled']);
    expect(judged(['9c1'], { ...edited, changes: [3000] })).toEqual([]);
    expect(judged(['1c1'], { ...edited, changes: [5500] })).toEqual([]);
    expect(judged(['1c1'], { goneAt: 3000 })).toEqual(['recalled']);
    expect(judged(['7c7'])).toEqual(['leak']);
  });

  it('may say what was changed behind a question whose own change took its place in the order, and no other', () => {
    const asked = { id: '8c1', former: ['2c1'], goneAt: undefined, saidAt: 2000, changes: [5000], changeKeys: ['k2'] };
    const changed = { id: '9c1', former: ['1c1'], changes: [3000], changeKeys: ['k1'] };
    const verdict = (accepted: string[], more: Partial<Turn> = {}) =>
      judged(['1c1'], changed, [], { asked: { ...asked, ...more }, accepted });
    expect(verdict(['k1'])).toEqual([]);
    expect(verdict(['k1', 'k2'])).toEqual(['recalled']);
    expect(verdict(['k1'], { saidAt: 4000 })).toEqual(['recalled']);
    expect(verdict(['k1'], { changeKeys: [undefined] })).toEqual(['recalled']);
  });

  it('does not say again what stands below it', () => {
    expect(judged(['1c1'], {}, ['1c1'])).toEqual(['history']);
  });
});
