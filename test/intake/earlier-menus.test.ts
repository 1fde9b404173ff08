import { expect, it } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { isEarlierMenuEntry } from '../../src/intake/earlier-menus.ts';

const specs = commands.map(({ spec }) => spec);
const said = (data: string) =>
  isEarlierMenuEntry(data.startsWith('?') ? { line: data.slice(1), form: true } : { line: data }, specs);

it.each([
  'settings',
  'settings open=temperature',
  'settings temperature=0.3',
  'settings language=zh-CN',
  'settings clear=top_p',
  'settings reset=true',
  '?settings set=max_tokens',
  'chats',
  'chats switch=#k3',
  '?chats rename=#k3',
  'chats delete=#k3',
  'chats delete=#k3 confirm=true',
  'chats page=2',
  'context page=1',
  'context pin=k3 page=1',
  'context remove=k3 page=2',
  'model tier=advanced',
  'model offer=0123456789abcdef',
])('a menu of a version before said: %s', (data) => expect(said(data)).toBe(true));

it.each([
  'ask x',
  'ask prompt=x',
  'image prompt=z1 count=10',
  'translate x',
  'summarise',
  'new',
  'help',
  'why',
  'start',
  'stop',
  'retry',
  'retry turn=k3',
  'edit turn=k3',
  'form line=image',
  '?image',
  '?new',
  '?model',
  '?context',
  'settings 1',
  'settings temperature=3',
  'settings temperature=0.30',
  'settings  open=language',
  'settings open=nothing',
  'settings open=language open=history',
  'settings set=temperature value=1',
  'settings value=1',
  '?settings set=language',
  'settings nothing=1',
  'settings\nreset=true',
  'chats 2',
  'chats rename=#k3 Another title',
  'chats rename=#k3 title=Another',
  'chats page=-1',
  'chats page=9007199254740993',
  'CHATS',
  '/chats',
  '',
])('no menu of a version before said: %s', (data) => expect(said(data)).toBe(false));
