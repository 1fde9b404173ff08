import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

const rich = { blocks: [{ type: 'paragraph' as const, text: ['Drops ', { type: 'bold' as const, text: 'Node 18' }] }] };

describe('what a message holds besides plain text reaches the model', () => {
  it('blocks, a poll, a list, a place and a contact', async () => {
    const { telegram, openai, ann, chat, answers, heard } = await openTelegram();
    openai.script(['1', '2', '3', '4', '5']);
    telegram.say(chat, ann, '', { rich });
    await answers(1);
    telegram.say(chat, ann, '', { poll: { question: 'Lunch?', options: ['Soup', 'Bread'] } });
    await answers(2);
    telegram.say(chat, ann, '', { checklist: { title: 'Trip', tasks: [['Pack the tent', false]] } });
    await answers(3);
    telegram.say(chat, ann, '', { venue: { title: 'Café', address: 'Main Street 1' } });
    await answers(4);
    telegram.say(chat, ann, '', { contact: { first_name: 'Bob', phone_number: '+123' } });
    expect(await answers(5)).toEqual(['1', '2', '3', '4', '5']);
    for (const words of ['Drops Node 18', 'Lunch?', 'Bread', '☐ Pack the tent', 'Main Street 1', '52.5', '+123']) {
      expect(heard(-1)).toContain(words);
    }
  });

  it('as what is replied to, also for a command that works on it', async () => {
    const { telegram, openai, ann, group, answers, heard } = await openTelegram({ telegram: { privacy: false } });
    openai.script(['Soup.', 'Suppe']);
    const poll = telegram.say(group, ann, '', { poll: { question: 'Lunch?', options: ['Soup', 'Bread'] } });
    telegram.say(group, ann, '@parley_bot which one?', { replyTo: poll });
    await answers(1, group);
    expect(heard(-1)).toContain('- Bread');
    telegram.say(group, ann, '/translate@parley_bot', { replyTo: poll });
    await answers(2, group);
    expect(heard(-1)).toContain('- Bread');
  });

  it('addresses behind words, and that something is pointed at which cannot be seen', async () => {
    const { telegram, openai, ann, chat, group, answers, heard } = await openTelegram();
    openai.script(['A.', 'B.']);
    const entities = [{ type: 'text_link' as const, offset: 10, length: 4, url: 'https://a.example/page' }];
    telegram.say(chat, ann, 'Summarise this', { entities });
    await answers(1);
    expect(heard(-1)).toContain('Summarise this (https://a.example/page)');
    const there = telegram.say(group, ann, 'our plan');
    telegram.say(chat, ann, 'is it good?', { replyAcross: there });
    await answers(2);
    expect(heard(-1)).toContain('[A message stands here that you cannot see]');
  });

  it('with a mention in blocks in a group, whose name stays where it is part of a sentence', async () => {
    const { telegram, openai, ann, group, answers, heard } = await openTelegram();
    openai.script(['Yes.', 'No.']);
    const mention = { type: 'mention' as const, text: '@parley_bot', username: 'parley_bot' };
    telegram.say(group, ann, '', { rich: { blocks: [{ type: 'paragraph', text: [mention, ' are you there?'] }] } });
    await answers(1, group);
    telegram.say(group, ann, 'Bob, did @parley_bot answer you?');
    expect(await answers(2, group)).toEqual(['Yes.', 'No.']);
    expect(heard(0)).not.toContain('parley_bot');
    expect(heard(1)).toContain('Bob, did @parley_bot answer you?');
  });
});
