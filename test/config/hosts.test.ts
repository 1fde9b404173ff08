import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';

const base = { TELEGRAM_BOT_TOKEN: '1:token', OPENAI_API_KEY: 'sk-key' };

it('reads hosts of the web as addresses have them', () => {
  expect(readConfig(base).web).toEqual({ only: [], never: [] });
  const { web } = readConfig({ ...base, WEB_HOSTS: 'Example.COM, -bücher.example none' });
  expect(web).toEqual({ only: ['example.com', 'none'], never: ['xn--bcher-kva.example'] });
  for (const wrong of ['https://a.example', 'a.example/b', 'a:80', '-', 'u@a.example', 'a?b']) {
    expect(() => readConfig({ ...base, WEB_HOSTS: wrong }), wrong).toThrow('WEB_HOSTS has');
  }
});
