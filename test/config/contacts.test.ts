import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';

const base = { TELEGRAM_BOT_TOKEN: '1:token', OPENAI_API_KEY: 'sk-key' };

it('lets what others quoted of somebody stay where nothing else is said, and reads whom to call', () => {
  expect(readConfig(base).quotes).toBe('stay');
  expect(readConfig({ ...base, FORGET_QUOTES: 'redact' }).quotes).toBe('redact');
  const contacts = (HANDOVER_CONTACTS: string) => readConfig({ ...base, HANDOVER_CONTACTS }).model.contacts;
  expect(readConfig(base).model.contacts).toEqual([]);
  expect(contacts('telegram=@anna_help, discord:server:45=<@&456>,telegram:-1=[Ann Lee](tg://user?id=7)')).toEqual([
    { place: 'telegram', mention: '@anna_help' },
    { place: 'discord:server:45', mention: '<@&456>' },
    { place: 'telegram:-1', mention: '[Ann Lee](tg://user?id=7)' },
  ]);
  for (const wrong of [
    '@anna_help',
    'discord=@everyone',
    'discord=@anna_help',
    'telegram=',
    'irc=@ann_x',
    'telegram:x=@ann_x',
  ])
    expect(() => contacts(wrong)).toThrow('HANDOVER_CONTACTS');
});
