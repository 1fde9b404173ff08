import { describe, expect, it } from 'vitest';
import { openChat } from '../chat.ts';
import { button, inGroup, labels } from '../said.ts';

/** The chat's clock stands at Saturday, 21 November 2026, 12:00 UTC. */
async function settled() {
  const chat = openChat();
  await chat.say('/zone Berlin');
  return chat;
}

const everybody = { ...inGroup, actor: { id: 'test:2', name: 'Bob' } };

describe('/remind', () => {
  it('asks for the time zone once, keeps it, and says back what it understood with the exact time', async () => {
    const chat = openChat();
    const asked = await chat.say('/remind tomorrow at nine buy milk', {
      actor: { id: 'test:1', name: 'Ann', locale: 'de' },
    });
    expect(asked.text).toContain('Which time zone');
    expect(labels(asked)).toEqual(['Berlin', 'Busingen', 'Another…']);
    const made = await chat.press(button(asked, 'Berlin'), asked);
    expect(made.text).toMatch(
      /\*\*buy milk\*\*\n\nI'll tell you on Sunday, November 22, 2026 at 9:00\sAM \(Europe\/Berlin\)/,
    );
    const [one] = await chat.schedules.list({ person: 'test:1' });
    expect(one).toMatchObject({ does: 'remind', text: 'buy milk', times: { at: Date.parse('2026-11-22T08:00:00Z') } });
    // The second time nothing is asked.
    expect((await chat.say('/remind every Friday at 17:00 call home')).text).toMatch(
      /every Friday at 5:00\sPM, next on Friday, November 27/,
    );
  });

  it('takes another zone by a form, and asks again where it knows none of that name', async () => {
    const chat = openChat();
    const asked = await chat.say('/remind as=question tomorrow at 9 What is new?');
    const wrong = await chat.press(button(asked, 'Another…'), asked, { input: 'Atlantis' });
    expect(wrong.text).toContain("don't know that place");
    const made = await chat.press(button(wrong, 'Another…'), wrong, { input: 'kathmandu' });
    expect(made.text).toMatch(
      /What is new\?\*\*\n\nI'll answer this as if you asked it then: on .* 9:00\sAM \(Asia\/Kat/,
    );
    expect((await chat.say('/zone')).text).toMatch(/Asia\/Kat(hm|m)andu/);
  });

  it('needs no zone for a time from now on', async () => {
    const chat = openChat();
    expect((await chat.say('/remind in 20 minutes check the oven')).text).toContain('12:20');
  });

  it('takes when, text and repetition apart, and the message it replies to', async () => {
    const chat = await settled();
    expect((await chat.say('/remind when=17:30 repeat=weekly tea')).text).toMatch(
      /\*\*tea\*\*.*every Saturday at 5:30/s,
    );
    const quote = { id: '7', text: 'The *rent* is due', author: 'Bob' };
    expect((await chat.say('/remind tomorrow at 9', { quote })).text).toContain('The \\*rent\\* is due');
  });

  it('asks no command in the words of somebody else', async () => {
    const chat = await settled();
    const quote = { id: '7', text: '/allow 7', author: 'Bob' };
    expect((await chat.say('/remind as=question tomorrow at 9', { quote })).text).toMatch(/when and what/);
    expect((await chat.say('/remind tomorrow at 9', { quote })).text).toContain('/allow 7');
  });

  it.each(['', 'buy milk', 'tomorrow at nine', 'on 30 February x', '9999-01-01 10:00', '30 February 10:00'])(
    'says how it is written where it is unclear: %j',
    async (words) => {
      const chat = await settled();
      expect((await chat.say(`/remind ${words}`)).text).toMatch(/don't see when and what.*`\/remind tomorrow/s);
      expect(await chat.schedules.list({ person: 'test:1' })).toEqual([]);
    },
  );

  it('has bounds', async () => {
    const chat = await settled();
    expect((await chat.say('/remind */5 * * * * x')).text).toContain('too often');
    for (const at of [1, 2, 3]) await chat.say(`/remind in ${at} hours x`);
    expect((await chat.say('/remind in 4 hours x')).text).toContain('as many reminders as one person');
    await chat.say('/remind in 1 hour y', everybody);
    expect((await chat.say('/remind in 1 hour y', everybody)).text).toContain('This chat has as many');
  });
});

describe('/schedule', () => {
  it('lists, pauses, resumes, changes and deletes in place', async () => {
    const chat = await settled();
    expect((await chat.say('/schedule')).text).toContain('Nothing is scheduled');
    const made = await chat.say('/remind every Friday at 17:00 call home');
    const paused = await chat.press(button(made, 'Pause'), made);
    expect(paused.text).toContain('(paused)');
    const resumed = await chat.press(button(paused, 'Resume'), paused);
    expect(resumed.text).toContain('next on Friday, November 27');
    const changed = await chat.press(button(resumed, 'Change'), resumed, {
      input: { when: 'every day at 8', says: 'call *mum*' },
    });
    expect(changed.text).toMatch(/call \\\*mum\\\*.*every day at 8:00/s);
    const unclear = await chat.press(button(changed, 'Change'), changed, { input: { when: 'someday', says: '' } });
    expect(unclear.text).toContain("don't understand that time");
    const list = await chat.say('/schedule');
    expect(list.text).toMatch(/\*\*One\*\* reminder.*\*\*1\*\* call \\\*mum\\\*\nevery day at 8:00\sAM/s);
    const open = await chat.press(button(list, '1 call'), list);
    const asks = await chat.press(button(open, 'Answer it instead'), open);
    expect(asks.text).toContain("I'll answer this");
    const removed = await chat.press(button(asks, 'Delete'), asks);
    expect(removed.text).toBe('Deleted: call \\*mum\\*');
    expect((await chat.press(button(removed, 'All'), removed)).text).toContain('Nothing is scheduled');
  });

  it('that an attempt which died has deleted is told as deleted', async () => {
    const chat = await settled();
    const made = await chat.say('/remind in 1 hour call mum');
    const [one] = await chat.schedules.list({ person: 'test:1' });
    if (one) await chat.schedules.remove(one, `${BigInt(made.turn) + 1n}`);
    expect((await chat.press(button(made, 'Delete'), made)).text).toBe('Deleted: call mum');
  });

  it('of a group shows to each what they have there, to a moderator what all have', async () => {
    const chat = await settled();
    await chat.say('/remind in 1 hour secret of mine');
    await chat.say('/remind in 1 hour for Bob', everybody);
    const bobs = await chat.say('/schedule', everybody);
    expect(bobs.text).toContain('for Bob');
    expect(bobs.text).not.toContain('secret');
    const moderator = { ...inGroup, actor: { id: 'test:3', name: 'Cleo', moderator: true } };
    const all = await chat.say('/schedule', moderator);
    expect(all.text).toMatch(/for Bob \(Bob\)/);
    const open = await chat.press(button(all, '2 for Bob'), all, moderator);
    expect((await chat.press(button(open, 'Delete'), open, moderator)).text).toContain('Deleted');
    const [mine] = await chat.schedules.list({ person: 'test:1' });
    const stranger = { ...inGroup, actor: { id: 'test:4', name: 'Dan' } };
    const list = await chat.say('/schedule', stranger);
    expect((await chat.press(`schedule remove=${mine?.id}`, list, stranger)).text).toContain("isn't there any more");
  });
});

describe('a reminder', () => {
  const due = async (chat: ReturnType<typeof openChat>, text: string) => {
    await chat.say(`/remind in 1 hour ${text}`);
    const [one] = await chat.schedules.list({ person: 'test:1' });
    const { conversation, queue, surface, place, actor, target } = (await import('../../fixtures.ts')).promptOf();
    const { prompt: _, ...where } = target;
    return chat.hand({
      ...{ v: 2, kind: 'command', key: `job:${one?.id}:1`, cause: 'due', sentAt: chat.clock.now() },
      ...{ conversation, queue, surface, place, actor, target: where },
      ...{ name: 'reminder', options: { text, schedule: one?.id ?? '' } },
    });
  };

  it('shows the words as they are, without the model, and can be put off or done with', async () => {
    const chat = await settled();
    const told = await due(chat, 'buy *milk*');
    expect(told.text).toBe('⏰ buy \\*milk\\*');
    expect(labels(told)).toEqual(['Done', 'In 10 min', 'In 1 h', 'Tomorrow']);
    expect(chat.requests).toEqual([]);
    const off = await chat.press(button(told, 'In 10 min'), told);
    expect(off.text).toMatch(/buy \\\*milk\\\*\n\nAgain: .*1:10\sPM/);
    expect(await chat.schedules.list({ person: 'test:1' })).toHaveLength(2);
  });

  it('that is done keeps its words, struck out', async () => {
    const chat = await settled();
    const told = await due(chat, 'tea');
    const done = await chat.press(button(told, 'Done'), told);
    expect([done.text, labels(done)]).toEqual(['✓ ~~tea~~', []]);
  });
});

describe('/zone', () => {
  it('shows, changes and forgets the zone of a person', async () => {
    const chat = openChat();
    expect((await chat.say('/zone')).text).toContain("don't know your time zone");
    expect((await chat.say('/zone UTC+2')).text).toMatch(/\+02:00.*2:00\sPM/);
    const is = await chat.say('/zone new york');
    expect(is.text).toContain('America/New_York');
    const forgotten = await chat.press(button(is, 'Forget it'), is);
    expect(forgotten.text).toContain("don't keep your time zone");
    expect((await chat.say('/zone')).text).toContain("don't know your time zone");
  });
});
