import { describe, expect, test } from 'vitest';
import {
  type Choices,
  effective,
  type OperatorSettings,
  type SettingsLayers,
  type Situation,
} from '../../src/settings/effective.ts';
import { manners } from '../fixtures.ts';

const operator: OperatorSettings = {
  models: { chat: (tier) => `the-${tier}`, offered: ['a-third'] },
  parameters: { temperature: 0.2, maxOutputTokens: 1000 },
  history: 'topic',
  streaming: (surface) => (surface === 'drafting' ? 'drafts' : 'edits'),
  ...manners,
};

/** Sources of what only the operator chose. */
const operators = Object.fromEntries(Object.keys(manners).map((name) => [name, 'operator']));

const hold = (layers: SettingsLayers = {}, situation: Partial<Situation> = {}, own = operator) =>
  effective(own, layers, { surface: 'any', ...situation });

describe('the settings that hold', () => {
  test('are the operator’s where nobody chose', () => {
    expect(hold()).toEqual({
      model: 'the-basic',
      tier: 'basic',
      parameters: { temperature: 0.2, maxOutputTokens: 1000 },
      history: 'topic',
      streaming: 'edits',
      ...manners,
      names: [],
      sources: {
        model: 'operator',
        temperature: 'operator',
        maxOutputTokens: 'operator',
        history: 'operator',
        streaming: 'operator',
        ...operators,
      },
    });
    expect(hold({}, { surface: 'drafting' }).streaming).toBe('drafts');
  });

  test('are those of the strongest layer that chose, each for itself', () => {
    const layers: SettingsLayers = {
      locale: 'de',
      persona: { tier: 'advanced', language: 'es', sampling: { temperature: 0.4, effort: 'low', verbosity: 'low' } },
      chat: { language: 'fr', history: 'group', streaming: 'off', sampling: { temperature: 0.6, effort: 'high' } },
      thread: { sampling: { temperature: 0.8 }, history: 'member' },
      once: { sampling: { topP: 0.9 } },
    };
    const { parameters, sources, ...others } = hold(layers);
    expect(others).toEqual({
      model: 'the-advanced',
      tier: 'advanced',
      language: 'fr',
      history: 'member',
      streaming: 'off',
      ...manners,
      names: [],
    });
    expect(parameters).toEqual({
      temperature: 0.8,
      topP: 0.9,
      maxOutputTokens: 1000,
      effort: 'high',
      verbosity: 'low',
    });
    expect(sources).toEqual({
      model: 'persona',
      language: 'chat',
      history: 'thread',
      streaming: 'chat',
      ...operators,
      temperature: 'thread',
      topP: 'once',
      maxOutputTokens: 'operator',
      effort: 'chat',
      verbosity: 'persona',
    });
  });

  test('are made for a topic over its group, each for itself', () => {
    const names = ['Bot'];
    const overhear = { messages: 50, hours: 24 };
    const chat: Choices = { answers: 'names', names, overhear, bursts: 'together', threads: 'mention' };
    const thread: Choices = { answers: 'always', overhear: { messages: 0, hours: 24 }, receipts: true };
    expect(hold({ chat })).toMatchObject({ ...chat, receipts: false, reasoning: 'hidden' });
    const held = hold({ chat, thread });
    expect(held).toMatchObject({ answers: 'always', names, bursts: 'together', receipts: true, threads: 'mention' });
    expect(held).not.toHaveProperty('overhear');
    expect(held.sources).toMatchObject({ answers: 'thread', names: 'chat', overhear: 'thread', bursts: 'chat' });
    expect(held.sources).toMatchObject({ receipts: 'thread', threads: 'chat', reasoning: 'operator' });
  });

  test('speak the person’s own language until a layer names another', () => {
    expect(hold({ locale: 'de' })).toMatchObject({ language: 'de', sources: { language: 'person' } });
    expect(hold({ locale: 'de', persona: { language: 'es' } })).toMatchObject({
      language: 'es',
      sources: { language: 'persona' },
    });
    expect(hold()).not.toHaveProperty('language');
  });

  test.each<[string, SettingsLayers, string, string | undefined, string]>([
    ['a name that is offered', { chat: { model: 'a-third', tier: 'advanced' } }, 'a-third', undefined, 'chat'],
    [
      'a name that is not offered any more',
      { chat: { model: 'gone', tier: 'advanced' } },
      'the-advanced',
      'advanced',
      'chat',
    ],
    ['such a name alone', { chat: { model: 'gone' } }, 'the-basic', 'basic', 'operator'],
    [
      'such a name above a persona',
      { persona: { tier: 'advanced' }, chat: { model: 'gone' } },
      'the-advanced',
      'advanced',
      'persona',
    ],
    ['a tier for one question', { chat: { model: 'a-third' }, once: { tier: 'basic' } }, 'the-basic', 'basic', 'once'],
  ])('take the model from %s', (_, layers, model, tier, source) => {
    const held = hold(layers);
    expect([held.model, held.tier, held.sources.model]).toEqual([model, tier, source]);
  });

  test('never exceed the operator’s ceiling', () => {
    expect(hold({ chat: { sampling: { maxOutputTokens: 5000 } } })).toMatchObject({
      parameters: { maxOutputTokens: 1000 },
      sources: { maxOutputTokens: 'ceiling' },
    });
    expect(hold({ once: { sampling: { maxOutputTokens: 300 } } })).toMatchObject({
      parameters: { maxOutputTokens: 300 },
      sources: { maxOutputTokens: 'once' },
    });
    const unlimited = { ...operator, parameters: {} };
    expect(hold({ chat: { sampling: { maxOutputTokens: 5000 } } }, {}, unlimited).parameters).toEqual({
      maxOutputTokens: 5000,
    });
  });

  test('fall back to the layer below where the service refused a value', () => {
    const chat = { sampling: { temperature: 1.7 } };
    const refused = [{ name: 'temperature', value: 1.7 } as const];
    expect(hold({ chat }, { refused })).toMatchObject({
      parameters: { temperature: 0.2 },
      sources: { temperature: 'operator' },
    });
    const both = [...refused, { name: 'temperature', value: 0.2 } as const];
    expect(hold({ chat }, { refused: both }).parameters).toEqual({ maxOutputTokens: 1000 });
    const high = { sampling: { maxOutputTokens: 5000 } };
    expect(hold({ chat: high }, { refused: [{ name: 'maxOutputTokens', value: 1000 }] }).parameters).toEqual({
      temperature: 0.2,
    });
  });
});
