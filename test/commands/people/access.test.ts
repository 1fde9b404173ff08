import { describe, expect, it } from 'vitest';
import { MOST_GRANTS, openGrants } from '../../../src/admission/grants.ts';
import type { Knock } from '../../../src/admission/knocks.ts';
import { createMovableClock } from '../../fake-clock.ts';
import { createMemoryDocuments } from '../../support/memory-documents.ts';
import { openChat } from '../chat.ts';
import { fits } from '../menu.ts';
import { button, labels, type Said } from '../said.ts';

/** An owner, and so many people whom owners let in, or who asked in vain. */
async function open({ given, asked }: { given: number; asked: number }) {
  const grants = await openGrants(createMemoryDocuments().documents, createMovableClock());
  for (let at = 0; at < given; at += 1) await grants.give({ kind: 'person', id: `test:${at}`, name: `Given ${at}` });
  const knocks = Array.from(
    { length: asked },
    (_, at): Knock => ({ kind: 'person', id: `test:asked-${at}`, name: `Asked ${at}`, at }),
  );
  return { grants, chat: openChat({ access: 'owner', grants, knocks }) };
}

const names = (said: Said) => labels(said).flatMap((label) => /(?:Asked|Given) \d+/.exec(label) ?? []);

describe('/access', () => {
  it('shows everybody, as many on a page as the platforms hold, and stays on it', async () => {
    const { chat, grants } = await open({ given: 9, asked: 5 });
    const first = await chat.say('/access');
    fits(first);
    const second = await chat.press(button(first, '▶'), first);
    fits(second);
    expect([...names(first), ...names(second)]).toEqual([
      ...Array.from({ length: 5 }, (_, at) => `Asked ${at}`),
      ...Array.from({ length: 9 }, (_, at) => `Given ${at}`),
    ]);
    const taken = await chat.press(button(second, 'Given 8'), second);
    expect(grants.has('person', 'test:8')).toBe(false);
    expect(names(taken)).toEqual(names(second).slice(0, -1));
  });

  it('says so where no more can be let in', async () => {
    const { chat, grants } = await open({ given: MOST_GRANTS, asked: 1 });
    const menu = await chat.say('/access');
    const full = await chat.press(button(menu, 'Asked 0'), menu);
    expect(full.text).toMatch(/^I keep at most 500 of these\./);
    expect(grants.has('person', 'test:asked-0')).toBe(false);
  });
});
