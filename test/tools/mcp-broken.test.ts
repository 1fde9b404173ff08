import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/util/clock.ts';
import { startHttpDesk } from '../simulator/mcp/http.ts';
import { open, program, startBrokenHttp } from './mcp-servers.ts';

/** Servers of tools that speak the protocol wrongly, lose what they knew, or leave something behind. */

const address = (url: string) =>
  open({ url, headers: {}, tools: { look_up: { leave: 'read' }, '*': { leave: 'off' } } });
const day = { day: '2026-12-01' };

describe('a program', () => {
  it.each([
    ['garbage', 'said'],
    ['ids', 'first'],
    ['structured', '{"day":"Monday"}'],
    ['nothing', 'The tool gave no text.'],
    ['lies', '[A picture, which cannot be shown]'],
  ])('of the fault %s is understood as far as it can be', async (fault, text) => {
    const result = await program(fault).run();
    expect(result?.text).toBe(text);
    expect(result).not.toHaveProperty('files');
  });

  it('that answers with an error of the protocol has answered: the model is told what it says', async () => {
    expect(await program('refuses').run()).toMatchObject({ text: 'The day is over.', isError: true, foreign: true });
  });

  it('that has ended is started again, though a helper of it holds its pipes', async () => {
    const { run } = program('ends');
    const begun = Date.now();
    await expect(run()).rejects.toThrow('the server has ended');
    await expect(run()).rejects.toThrow('the server has ended');
    expect(Date.now() - begun).toBeLessThan(8000);
  });

  it('that never answers is waited for once, and not in each answer', async () => {
    const waits: number[] = [];
    const sleep = (ms: number, signal: AbortSignal) => {
      waits.push(ms);
      return systemClock.sleep(Math.min(ms, 20), signal);
    };
    const { tools } = program('silent', { sleep });
    for (let turn = 0; turn < 3; turn += 1) expect(await tools()).toEqual([]);
    const [first = 0, ...others] = waits;
    expect(first).toBeGreaterThan(1000);
    for (const ms of others) expect(ms).toBeLessThan(1000);
  });

  it.each([
    ['alike', 2],
    ['many', 100],
    ['odd', 6],
  ])('whose list is %s has no two tools of one name, and not too many', async (fault, count) => {
    const names = (await program(fault).tools()).map(({ spec }) => spec.name);
    expect(new Set(names).size).toBe(count);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});

it('no half of a character is told to a model', async () => {
  const [tool] = await program('halves').tools();
  expect(JSON.stringify(tool?.spec)).not.toMatch(/\\ud[89a-f]/i);
});

describe('over HTTP', () => {
  it('a server that has forgotten us is reached anew, and what was not run is no mystery', async () => {
    const desk = await startHttpDesk({ sessions: true });
    onTestFinished(() => desk.close());
    const { run } = address(desk.url);
    expect(await run(day)).toMatchObject({ text: 'On 2026-12-01: dentist at nine.' });
    desk.forget();
    expect(await run(day)).toMatchObject({ text: expect.stringContaining('was not made'), isError: true });
    expect(await run(day)).toMatchObject({ text: 'On 2026-12-01: dentist at nine.' });
  });

  it.each([
    ['a bad call leaves the connection, and the model is told what is wrong with it', 400, 'No such room', 1, 'room'],
    ['no session', 400, 'Bad Request: No valid session ID provided', 2, 'session'],
    ['no session of that id', 404, 'Not found', 2, '404'],
  ])('a refusal for %s: %i %s', async (_, status, message, connections, told) => {
    let begun = 0;
    const url = await startBrokenHttp({
      begun(response) {
        begun += 1;
        response.setHeader('mcp-session-id', String(begun));
      },
      called(response, id) {
        const error = { jsonrpc: '2.0', id, error: { code: -32000, message } };
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(status === 404 ? message : JSON.stringify(error));
      },
    });
    const { run, ends } = open({ url, headers: {} });
    expect(await run()).toMatchObject({ text: expect.stringMatching(`not made.*${told}`), isError: true });
    await run();
    expect(begun).toBe(connections);
    expect(ends()).toBe(connections === 1 ? 0 : 2);
  });

  it('a definition that has changed is seen before long', async () => {
    const desk: { terms: string } = { terms: 'Free.' };
    const { url, close } = await startHttpDesk(desk);
    onTestFinished(close);
    const opened = open({ url, headers: {}, tools: { book: { leave: 'ask' }, '*': { leave: 'off' } } });
    const terms = async () => (await opened.tools())[0]?.spec.description;
    expect(await terms()).toBe('Books a room. Free.');
    desk.terms = 'For 100 euros.';
    opened.passed = 61_000;
    expect(await terms()).toBe('Books a room. For 100 euros.');
  });

  it('a server that has its stream opened anew at once is asked in peace', async () => {
    let streams = 0;
    const url = await startBrokenHttp({
      opened(response) {
        streams += 1;
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 0\nid: 1\ndata:\n\n');
      },
    });
    const opened = open({ url, headers: {} });
    expect(await opened.tools()).toHaveLength(1);
    await expect.poll(() => streams).toBeGreaterThan(0);
    await setTimeout(1000);
    expect(streams).toBeLessThan(3);
  });
});
