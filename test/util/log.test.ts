import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/util/errors.ts';
import { createLog, type LogOptions } from '../../src/util/log.ts';

function capture(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', format: 'json', write: (line) => lines.push(line), ...options });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') };
}

describe('createLog', () => {
  it('writes one JSON object a line, with a child’s fields', () => {
    const { log, lines, last } = capture();
    log.child({ surface: 'x' }).info({ turn: '1' }, 'answered');
    expect(last()).toMatchObject({ level: 'info', msg: 'answered', surface: 'x', turn: '1' });
    expect(lines[0]?.endsWith('}\n')).toBe(true);
  });

  it('writes one readable line that nobody can break', () => {
    const { log, lines } = capture({ format: 'text' });
    log.warn({ turn: '1', name: 'a\nERROR b\u202e\u001b[2J', ms: 3 }, 'slow\nanswer');
    expect(lines[0]).toMatch(/^\S+Z WARN {2}slow\\u000aanswer {2}turn=1 name="a\\nERROR b\\u202e\\u001b\[2J" ms=3\n$/);
  });

  it('says what to do, be it the advice of the call or of its error', () => {
    const { log, lines } = capture({ format: 'text' });
    const error = new Fault('unauthorized', 'refused', { advice: 'Check the token.' });
    log.error({ error }, 'Parley cannot go on');
    log.warn({ advice: 'Write to the bot.' }, 'Nobody may use it');
    expect(lines[0]).toContain('ERROR Parley cannot go on → Check the token.');
    expect(lines[1]).toContain('WARN  Nobody may use it → Write to the bot.');
  });

  it('keeps to its level', () => {
    const { log, lines } = capture({ level: 'warn' });
    log.info({}, 'no');
    log.error({}, 'yes');
    expect(lines).toHaveLength(1);
    expect(capture({ level: 'silent' }).lines).toEqual([]);
  });

  it.each(['json', 'text'] as const)('blacks out secrets wherever they are (%s)', (format) => {
    const secret = '123:a"b/c';
    const { log, lines } = capture({ format, secrets: [secret, 'abc'] });
    log
      .child({ url: `https://x/bot${encodeURIComponent(secret)}/` })
      .error({ error: new Error(`at ${secret}`) }, secret);
    expect(lines[0]).toContain('[secret]');
    expect(lines[0]).not.toMatch(/123|a\\*"b/);
    log.info({}, 'abc is too short to be a secret');
    expect(lines[1]).toContain('abc is');
  });

  it('takes secrets out before it cuts, of whatever is thrown', () => {
    const secret = 'hush-hush-'.repeat(6);
    const { log, lines } = capture({ secrets: [secret] });
    log.error({ error: new Error(`${'x'.repeat(270)}${secret}`) }, 'cut within a secret');
    log.error({ error: `${'x'.repeat(270)}${secret}` }, 'a text');
    log.error({ error: { headers: 'private' } }, 'an object');
    log.error({ error: Object.defineProperty(new Error(), 'message', { get: () => JSON.parse('{') }) }, 'a trap');
    log.error({ text: 'y'.repeat(50_000) }, 'long');
    for (const line of lines) expect(line).not.toMatch(/hush|private/);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'cut within a secret',
      'a text',
      'an object',
      'a trap (what belongs to this line cannot be written)',
      'long',
    ]);
    expect(lines.at(-1)?.length).toBeLessThan(11_000);
  });

  it('keeps content only when told to', () => {
    const { log, last } = capture();
    log.info({ content: 'private', n: 1 }, 'm');
    expect(last()).not.toHaveProperty('content');
    const open = capture({ content: true });
    open.log.info({ content: 'private' }, 'm');
    expect(open.last().content).toBe('private');
  });

  it('describes an error by kind, code and facts, never by its body', () => {
    const { log, last } = capture();
    const cause = Object.assign(new Error('x'.repeat(5000)), {
      code: 'E',
      body: 'private',
      headers: { authorization: 'k' },
    });
    log.error({ error: new Fault('model_busy', 'busy', { status: 429, requestId: 'r' }, cause) }, 'failed');
    expect(last().error).toMatchObject({
      name: 'Fault',
      kind: 'model_busy',
      status: 429,
      requestId: 'r',
      cause: { code: 'E' },
    });
    expect(JSON.stringify(last())).not.toMatch(/private|authorization|x{400}/);
    expect(last().error.cause.at[0]).toContain('log.test.ts');
  });

  it('does not lose the last line before an exit', () => {
    const script = `import { createLog } from './src/util/log.ts';
      const log = createLog({ level: 'info', format: 'text' });
      for (let i = 0; i < 2000; i++) log.info({ i }, 'line');
      log.error({}, 'the last'); process.exit(1);`;
    const child = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], { encoding: 'utf8' });
    expect(child.status).toBe(1);
    expect(child.stderr.trim().split('\n').at(-1)).toMatch(/the last$/);
    expect(child.stderr.split('\n')).toHaveLength(2002);
  });
});
