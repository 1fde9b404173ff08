import { describe, expect, it } from 'vitest';
import { type Findings, noted, picturesOf, sensing } from '../../../src/answering/senses/senses.ts';
import { promptText } from '../../../src/answering/told/prompts.ts';
import type { BranchExchange } from '../../../src/conversation/exchange.ts';
import { createLocales } from '../../../src/locales/index.ts';
import type { Sensed } from '../../../src/media/perception.ts';
import type { Attachment, PromptRecord } from '../../../src/ports/index.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { deaf } from '../../support/deaf-model.ts';
import { testMarks } from '../../support/marked.ts';

const at = { conversation: 'test:1', person: 'test:1', asker: 'test:1', chat: 'test:1', language: 'en', model: deaf };

function thing(kind: Attachment['kind'], file: string): Attachment {
  return { kind, source: { surface: 'test', address: { file } } };
}

function nameOf({ source }: Attachment): string {
  return source && 'address' in source ? String(source.address['file']) : '';
}

function turnOf(id: string, media: Attachment[]): BranchExchange {
  return { v: 2, id, prompt: { text: id, media }, answers: [], bubbles: [], place: { parent: null, thread: 'first' } };
}

function picture(tokens = 100): Sensed {
  return { pictures: [{ bytes: new Uint8Array(), mime: 'image/png', detail: 'high', tokens, width: 1, height: 1 }] };
}

/** Senses with findings by name; what has none is seen. */
function senser(found: Record<string, Sensed | Promise<Sensed>> = {}, tokens = 0) {
  const clock = createFakeClock();
  const asked: string[] = [];
  const stop = new AbortController();
  const perception = {
    async sense(what: Attachment, _at: unknown, signal: AbortSignal) {
      asked.push(nameOf(what));
      const given = Promise.withResolvers<Sensed>();
      signal.addEventListener('abort', () => given.reject(signal.reason), { once: true });
      return Promise.race([found[nameOf(what)] ?? picture(), given.promise]);
    },
  };
  const texts = createLocales('en').texts('en');
  const parts = { perception, clock, texts, window: { tokens, turns: 0 }, signal: stop.signal };

  async function run(prompt: PromptRecord, turns: BranchExchange[] = []) {
    const said: string[] = [];
    const steps = sensing(parts, { prompt, turns }, at);
    for (;;) {
      const { value, done } = await steps.next();
      if (done) return { said, findings: value };
      if (value.type === 'text') said.push(value.text);
    }
  }
  return { run, clock, asked };
}

function findingsOf({ findings }: { findings: Findings | undefined }): Findings {
  if (!findings) throw new Error('Nothing was sensed');
  return findings;
}

describe('what was sent along', () => {
  it('is sensed for the question first, then for the turns before it, the newest first, as far as a request goes', async () => {
    const { run, asked } = senser();
    const many = Array.from({ length: 12 }, (_, index) => thing('picture', `old${index}`));
    const quote = { text: 'look', media: [thing('picture', 'quoted')] };
    const prompt = { text: 'And?', media: [thing('picture', 'own')], quote };
    await run(prompt, [turnOf('1', many), turnOf('2', many)]);
    expect(asked).toHaveLength(20);
    expect(asked.slice(0, 3)).toEqual(['quoted', 'own', 'old11']);
  });

  it('of earlier turns is not waited for for long', async () => {
    const { run, clock } = senser({ old: new Promise<Sensed>(() => undefined) });
    const running = run({ text: 'And?', media: [thing('picture', 'own')] }, [turnOf('1', [thing('picture', 'old')])]);
    await clock.advance(31_000);
    const findings = findingsOf(await running);
    expect(findings.nothing).toBe(false);
  });

  it('costs nothing where nothing was sent', async () => {
    const { run, asked } = senser();
    expect(await run({ text: 'Hello' }, [turnOf('1', [])])).toEqual({ said: [], findings: undefined });
    expect(asked).toEqual([]);
  });

  it('is told to who waits after a while, step by step', async () => {
    const { promise, resolve } = Promise.withResolvers<Sensed>();
    const { run, clock } = senser({ voice: promise });
    const running = run({ text: '', media: [thing('voice', 'voice')] });
    await clock.advance(10_000);
    resolve({ heard: 'good morning' });
    expect((await running).said).toEqual(['*Listening …*']);
  });

  it('is named to the model: pictures by number, what was heard as the person’s words, what was read as material', async () => {
    const read = { v: 1 as const, parts: [{ name: 'page 1', text: 'All about moles' }] };
    const { run } = senser({ v: { heard: 'good morning' }, f: { read }, x: { reason: 'gone' } });
    const media = [
      thing('picture', 'p'),
      thing('voice', 'v'),
      { ...thing('file', 'f'), name: 'a.pdf' },
      thing('video', 'x'),
    ];
    const prompt = { text: 'Look', media, quote: { text: 'there', media: [thing('picture', 'q')] } };
    const findings = findingsOf(await run(prompt));
    const text = promptText(prompt, testMarks('1'), { senses: findings.senses });
    expect(text).toContain('there\n\n[Sent along: picture 1]\n</');
    expect(text).toContain('Look\n\n[Sent along: picture 2]\n\n[Said in the voice message:]\ngood morning');
    expect(text).toMatch(/<quoted_material_\S* kind="file" from="a.pdf">\n\[page 1\]\nAll about moles\n</);
    expect(text).toMatch(/\[Sent along, but not visible to you: video\]$/);
    expect(picturesOf(prompt, findings.senses)).toHaveLength(2);
    const kept = noted(prompt, findings);
    expect(kept.media?.map(({ tokens }) => tokens)).toEqual([100, 4, 5, 0]);
    expect(kept.media?.map(({ heard }) => heard)).toEqual([undefined, 'good morning', undefined, undefined]);
    expect(kept.quote?.media?.[0]).toMatchObject({ tokens: 100 });
    expect([findings.reasons, findings.nothing]).toEqual([['gone'], false]);
  });

  it('is told in part where it is long: what the question is about', async () => {
    const parts = Array.from({ length: 200 }, (_, page) => ({
      name: `page ${page + 1}`,
      text: `${'Something else altogether. '.repeat(30)}${page === 150 ? 'Moles dig tunnels.' : ''}`,
    }));
    const { run } = senser({ f: { read: { v: 1, parts } } }, 8000);
    const prompt = { text: 'What do moles dig?', media: [thing('file', 'f')] };
    const findings = findingsOf(await run(prompt));
    const text = promptText(prompt, testMarks('1'), { senses: findings.senses });
    expect(text).toContain('[page 151]');
    expect(text).toContain('Moles dig tunnels.');
    expect(text).toContain('[The rest of it was not read.]');
    expect(text.length).toBeLessThan(20_000);
    expect(findings.partly).toEqual([expect.any(Number)]);
    expect(findings.partly[0]).toBeLessThan(20);
    const cut = senser({ f: { read: { v: 1, parts: parts.slice(0, 2), more: true } } });
    expect(findingsOf(await cut.run(prompt)).partly).toEqual([undefined]);
  });

  it('leaves the question its room: pictures that do not fit are not shown, and that is said', async () => {
    const tokens = 32_000;
    const { run, asked } = senser(
      { big: picture(2500), list: { read: { v: 1, parts: [{ text: 'A list.' }] } } },
      tokens,
    );
    const sixteen = () => Array.from({ length: 16 }, () => thing('picture', 'big'));
    const prompt = { text: 'Which is best?', media: sixteen() };
    const before = turnOf('1', [...sixteen(), thing('file', 'list')]);
    const { senses, unseen } = findingsOf(await run(prompt, [before]));
    // What is not shown is not fetched; words have a room of their own.
    expect([asked.filter((name) => name === 'big').length, asked.includes('list')]).toEqual([11, true]);
    const seen = prompt.media.filter((each) => (senses(each)?.pictures ?? []).length > 0);
    expect([seen.length, unseen]).toEqual([10, 6]);
    expect(promptText(prompt, testMarks('1'), { senses })).toContain('not visible to you: picture');
  });

  it('can be nothing at all', async () => {
    const { run } = senser({ x: { reason: 'broken' }, y: { reason: 'broken' } });
    const findings = findingsOf(await run({ text: '', media: [thing('picture', 'x'), thing('picture', 'y')] }));
    expect(findings).toMatchObject({ reasons: ['broken'], nothing: true });
  });
});
