import { describe, expect, test } from 'vitest';
import { createService, type Service } from '../../src/model/service.ts';
import { keepClock, keepLog } from './support.ts';

const parts = { keys: { keys: ['k'] }, clock: keepClock(), log: keepLog() };

describe('which API', () => {
  const api = (baseUrl: string) => createService({ ...parts, baseUrl, api: 'auto', secret: new Uint8Array(32) });
  test('responses at OpenAI, chat elsewhere', () => {
    expect(api('https://api.openai.com/v1')).toMatchObject({ api: 'responses', official: true });
    expect(api('https://eu.api.openai.com/v1')).toMatchObject({ api: 'responses', official: true });
    expect(api('http://localhost:11434/v1')).toMatchObject({ api: 'chat', official: false });
    expect(api('https://api.openai.com.evil.example/v1')).toMatchObject({ api: 'chat', official: false });
  });
});

describe('pseudonyms', () => {
  const baseUrl = 'https://api.openai.com/v1';
  const service = (secret: number, url = baseUrl) =>
    createService({ ...parts, baseUrl: url, api: 'auto', secret: new Uint8Array(32).fill(secret) });
  const named = ({ pseudonyms }: Service, actor = 'telegram:42', conversation = 'telegram:42') =>
    pseudonyms({ onBehalf: { actor, chat: 'telegram:42', purpose: 'answer' }, conversation });

  test('are stable, tell people and conversations apart, and hold nothing of their ids', () => {
    const one = named(service(1));
    expect(one).toEqual(named(service(1)));
    expect(one.safety_identifier).toMatch(/^[0-9a-f]{32}$/);
    expect(one.prompt_cache_key).toMatch(/^[0-9a-f]{32}$/);
    expect(one.prompt_cache_key).not.toBe(one.safety_identifier);
    expect(named(service(1), 'telegram:43').safety_identifier).not.toBe(one.safety_identifier);
  });

  test('cannot be made without the secret of the installation', () => {
    expect(named(service(2))).not.toEqual(named(service(1)));
  });

  test('are for OpenAI only, and for nobody where nobody asked', () => {
    expect(named(service(1, 'http://localhost:11434/v1'))).toEqual({});
    expect(service(1).pseudonyms({ onBehalf: { chat: 'c', purpose: 'title' } })).toEqual({});
  });
});
