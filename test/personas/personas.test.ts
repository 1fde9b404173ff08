import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPersonas, MOST_OWN } from '../../src/personas/personas.ts';
import { MOST_BYTES } from '../../src/personas/read.ts';
import type { Persona } from '../../src/ports/index.ts';
import { createFakeClock } from '../fake-clock.ts';
import { listeningLog, temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const ann = 'telegram:user:1';
const bob = 'telegram:user:2';
const pirate: Persona = { slug: 'pirate', name: 'Pirate', emoji: '🏴‍☠️', system: 'Talk like a pirate.' };

function make(folder?: string) {
  const store = createMemoryDocuments();
  const { log } = listeningLog();
  const parts = { documents: store.documents, secret: new Uint8Array(32), log, clock: createFakeClock() };
  const personas = createPersonas({ ...parts, ...(folder === undefined ? {} : { folder }) });
  onTestFinished(personas.close);
  return { ...store, personas };
}

describe('a persona that a person made', () => {
  it('is found by its reference, listed for them alone, changed and removed', async () => {
    const { personas, kept } = make();
    expect(await personas.save(ann, pirate)).toBe('saved');
    expect(await personas.save(ann, pirate)).toBe('saved');
    const ref = personas.refOf(ann, 'pirate');
    expect(ref).toMatch(/^[0-9a-f]{16}\/pirate$/);
    expect(await personas.find(ref)).toEqual(pirate);
    const mine = async (person: string) => (await personas.list(person)).filter(({ from }) => from === 'mine');
    expect(await mine(ann)).toEqual([{ ref, persona: pirate, from: 'mine' }]);
    expect(await mine(bob)).toEqual([]);
    expect([...kept.keys()].join()).not.toContain(ann);
    await personas.remove(ann, 'pirate');
    await personas.remove(ann, 'pirate');
    expect(await personas.find(ref)).toBeUndefined();
    expect(kept.size).toBe(0);
  });

  it('belongs to them in the store, so that forgetting finds it', async () => {
    const { personas, documents } = make();
    await personas.save(ann, pirate);
    expect(await documents.sum({ person: ann })).toMatchObject({ items: 1 });
  });

  it('is bounded in number and size', async () => {
    const { personas } = make();
    for (let at = 0; at < MOST_OWN; at += 1) await personas.save(ann, { ...pirate, slug: `p${at}` });
    expect(await personas.save(ann, pirate)).toBe('full');
    expect(await personas.save(ann, { ...pirate, slug: 'p7', name: 'Other' })).toBe('saved');
    expect(await personas.save(bob, pirate)).toBe('saved');
    expect(await personas.save(bob, { ...pirate, extensions: { all: '界'.repeat(MOST_BYTES / 3) } })).toBe('large');
  });

  it('is set aside where it cannot be read', async () => {
    const { personas, kept, quarantined } = make();
    await personas.save(ann, pirate);
    for (const key of kept.keys()) kept.set(key, { v: 1, persona: { slug: 'pirate' } });
    expect(await personas.find(personas.refOf(ann, 'pirate'))).toBeUndefined();
    expect(quarantined.size).toBe(1);
  });
});

it.each(['', '/', 'a/b', 'NOBODY', '../../etc/passwd', 'x'.repeat(100_000), `${'0'.repeat(16)}/`, '__proto__'])(
  'finds nothing under a reference that is none: %.20s',
  async (ref) => {
    const { personas } = make();
    expect(await personas.find(ref)).toBeUndefined();
  },
);

describe('one slug', () => {
  it('is the operator’s before it is built in, and a person’s own beside them', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tutor.yaml'), 'slug: tutor\nname: Our tutor\n');
    const { personas } = make(folder);
    await personas.save(ann, { ...pirate, slug: 'tutor' });
    expect(await personas.find('tutor')).toMatchObject({ name: 'Our tutor' });
    expect(await personas.find('translator', 'zh-CN')).toMatchObject({ name: '翻译' });
    const list = await personas.list(ann, 'zh-CN');
    expect(list.slice(0, 2).map(({ from, persona }) => [from, persona.name])).toEqual([
      ['mine', 'Pirate'],
      ['operator', 'Our tutor'],
    ]);
    expect(list.filter(({ persona }) => persona.slug === 'tutor')).toHaveLength(2);
    expect(list.filter(({ from }) => from === 'built-in').map(({ persona }) => persona.language)).toEqual(
      Array(11).fill('zh-CN'),
    );
    for (const { ref, persona } of list) expect(await personas.find(ref, 'zh-CN')).toEqual(persona);
  });
});
