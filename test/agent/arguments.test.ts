import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/agent/arguments.ts';

const read = (args: unknown, parameters: Record<string, unknown>) =>
  readArguments(JSON.stringify(args), { parameters: { type: 'object', ...parameters } });

describe('arguments of a call', () => {
  it('name the choices that fit, and those that are no words too', () => {
    const properties = { a: { enum: ['one', 2, null, true] }, b: { const: 'x'.repeat(100) } };
    for (const a of ['one', 2, null, true]) expect(read({ a }, { properties })).toEqual({ args: { a } });
    expect(read({ a: false }, { properties })).toEqual({
      problem: expect.stringMatching(/one of \["one",2,null,true\]/),
    });
    expect(read({ b: 'y' }, { properties })).toEqual({ problem: expect.stringMatching(/\["x{60}"\]/) });
  });

  it('pass a choice among objects: what is within them is not compared', () => {
    expect(read({ a: { b: 1 } }, { properties: { a: { enum: [{ c: 2 }] } } })).toEqual({ args: { a: { b: 1 } } });
  });

  it('follow what one schema says of another', () => {
    const parameters = { $defs: { day: { type: 'string' } }, properties: { at: { $ref: '#/$defs/day' } } };
    expect(read({ at: 'today' }, parameters)).toEqual({ args: { at: 'today' } });
    expect(read({ at: 1 }, parameters)).toEqual({ problem: expect.stringMatching(/\.at has to be string/) });
  });

  it('may be long lists, and are too large where looking at them would take for ever', () => {
    const numbers = { properties: { a: { type: 'array', items: { type: 'integer' } } } };
    const a = Array.from({ length: 20_000 }, (_, at) => at);
    expect(read({ a }, numbers)).toEqual({ args: { a } });
    const forms = (what: object) => ({ anyOf: Array.from({ length: 200 }, () => what) });
    const parameters = { $defs: { a: { additionalProperties: false }, b: forms({ $ref: '#/$defs/a' }) } };
    expect(read({ a }, { ...parameters, ...forms({ $ref: '#/$defs/b' }), allOf: [{ $ref: '#/$defs/b' }] })).toEqual({
      problem: expect.stringMatching(/fits no form|too large/),
    });
  });
});
