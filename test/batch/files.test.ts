import { describe, expect, it } from 'vitest';
import { FileProblem } from '../../src/batch/files/problem.ts';
import { promptingOf } from '../../src/batch/files/prompts.ts';
import { readPrompts } from '../../src/batch/files/read.ts';
import { writeAnswers } from '../../src/batch/files/write.ts';
import type { BatchLine, BatchOutcome } from '../../src/ports/index.ts';
import { wordsOf } from '../../src/util/messages.ts';

const notes = { open: 'not asked', cut: 'cut', filtered: 'filtered' };
const most = 500;

/** Reads a file and gives what would be asked. */
async function asked(content: string | Uint8Array, name: string, template?: string): Promise<string[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { form, rows } = await readPrompts(bytes, name, { template, most });
  const prompting = promptingOf(form, template);
  return rows.map((row, at) =>
    prompting(row, at + 1)
      .map(wordsOf)
      .join(' | '),
  );
}

/** Reads a file and writes it back with these outcomes. */
async function answered(
  content: string | Uint8Array,
  name: string,
  outcomes: (BatchOutcome | undefined)[],
  bytes = 1e9,
) {
  const file = await readPrompts(typeof content === 'string' ? Buffer.from(content) : content, name, { most });
  const lines = file.rows.map((row, at): BatchLine => {
    const outcome = outcomes[at];
    return { v: 1, row, tries: 1, ...(outcome ? { outcome } : {}) };
  });
  const written = await writeAnswers({ form: file.form, lines, model: 'm', notes, most: bytes });
  return { ...written, text: Buffer.from(written.bytes).toString('utf8') };
}

const say = (answer: string): BatchOutcome => ({ answer, reason: 'complete' });

/** Encodes a text in GB 18030, which nothing here can but by trying. */
function gb18030(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030');
  const known = new Map<string, number[]>();
  for (let lead = 0xb0; lead <= 0xf7; lead += 1)
    for (let trail = 0xa1; trail <= 0xfe; trail += 1)
      known.set(decoder.decode(new Uint8Array([lead, trail])), [lead, trail]);
  return Uint8Array.from([...text].flatMap((sign) => known.get(sign) ?? [sign.charCodeAt(0)]));
}

async function problem(content: string | Uint8Array, name: string, template?: string) {
  const error = await asked(content, name, template).catch((caught: unknown) => caught);
  return error instanceof FileProblem ? [error.key, error.values] : error;
}

describe('a text', () => {
  it('has a prompt a line', async () => {
    expect(await asked('one\r\n  two \n\nthree'.replace('\n\n', '\n'), 'a.txt')).toEqual(['one', 'two', 'three']);
  });

  it('has prompts between blank lines where there are such', async () => {
    expect(await asked('one\nmore of it\n \ntwo\n\n\n', 'a.txt')).toEqual(['one\nmore of it', 'two']);
  });

  it('stands behind a template that names nothing, or where it says {prompt}', async () => {
    expect(await asked('tea', 'a.txt', 'In French:')).toEqual(['In French:\n\ntea']);
    expect(await asked('tea', 'a.txt', 'Say {Prompt} and {{this}}, {"as": 1}')).toEqual([
      'Say tea and {this}, {"as": 1}',
    ]);
  });

  it('comes back with an answer to each', async () => {
    const { text, name } = await answered('one\ntwo\nthree', 'Fragen.txt', [say('1'), { error: 'no' }, undefined]);
    expect(name).toBe('Fragen-answers.txt');
    expect(text).toBe('## 1\n\n> one\n\n1\n\n## 2\n\n> two\n\nno\n\n## 3\n\n> three\n\nnot asked\n\n');
  });
});

describe('a table', () => {
  it('fills a template, whatever separates its cells', async () => {
    for (const sign of [',', ';', '\t']) {
      const text = `\ufeffword${sign}language\ntea${sign}"F""r${sign}ench"\n\nmilk${sign}German\n`;
      const prompts = await asked(text, 'a.csv', 'Say {word} in {Language}');
      expect(prompts).toEqual([`Say tea in F"r${sign}ench`, 'Say milk in German']);
    }
  });

  it('needs no template where one column is the prompt', async () => {
    expect(await asked('id,Question\n1,why?', 'a.csv')).toEqual(['why?']);
    expect(await asked('anything\nwhy?', 'a.csv')).toEqual(['why?']);
  });

  it('is read in the encoding of a Chinese office program, and comes back in UTF-8 with a mark', async () => {
    const { text, bytes } = await answered(gb18030('编号,问题\n1,天气怎么样\n'), 'a.csv', [say('很好')]);
    expect(text).toBe('\ufeff编号,问题,answer,error\r\n1,天气怎么样,很好,\r\n');
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it('comes back without a formula, and with columns of names that are free', async () => {
    const file = 'prompt,answer\n"=cmd|\' /C calc\'!A0",@SUM(1)\n-1,+1\n"\tx",y';
    const { text } = await answered(file, 'a.csv', [say('=1+1'), say('- a\n- b'), say('\r!')]);
    expect(text).toBe(
      '\ufeffprompt,answer,answer_2,error\r\n' +
        "'=cmd|' /C calc'!A0,'@SUM(1),'=1+1,\r\n" +
        "'-1,'+1,\"'- a\n- b\",\r\n" +
        '\'\tx,y,"\'\r!",\r\n',
    );
  });

  it('tells the line of what is wrong in it', async () => {
    expect(await problem('a,b\n1,2\n3,"4\n5,6', 'a.csv', '{a}')).toEqual(['batch.file.quote', { line: 4 }]);
    expect(await problem('a,b\n1,2\n3,4,5', 'a.csv', '{a}')).toEqual(['batch.file.cells', { line: 3, count: 2 }]);
    expect(await problem(`a,b\n1,"${'x'.repeat(600_000)}`, 'a.csv', '{a}')).toEqual([
      'batch.file.long_line',
      { line: expect.any(Number) },
    ]);
  });

  it('names the column that a template asks for in vain, and asks for one where none is the prompt', async () => {
    expect(await problem('a,b\n1,2', 'a.csv', 'Say {c}')).toEqual([
      'batch.file.column',
      { name: '`c`', columns: '`a`, `b`' },
    ]);
    expect(await problem('a,b\n1,2', 'a.csv')).toEqual(['batch.file.which', { columns: '`a`, `b`' }]);
  });
});

describe('lines of JSON', () => {
  it('are prompts, or objects with fields', async () => {
    const file = '"tea?"\n{"prompt":"milk?","id":7}\n';
    expect(await asked(file, 'a.jsonl')).toEqual(['tea?', 'milk?']);
    expect(await asked('{"a":{"b":1},"c":2}', 'a.jsonl', '{a} and {c}')).toEqual(['{"b":1} and 2']);
    const { text } = await answered(file, 'a.jsonl', [say('yes'), { error: 'no' }]);
    expect(text).toBe('{"prompt":"tea?","answer":"yes"}\n{"prompt":"milk?","id":7,"answer":"","error":"no"}\n');
  });

  it("may be in the form of OpenAI's batches, and come back in that of their output", async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'tea?' }] },
    ];
    const line = JSON.stringify({ custom_id: 'x', method: 'POST', url: '/v1/chat/completions', body: { messages } });
    expect(await asked(line, 'a.jsonl')).toEqual(['Be brief. | tea?']);
    const { text } = await answered(line, 'a.jsonl', [say('yes')]);
    expect(JSON.parse(text)).toMatchObject({
      custom_id: 'x',
      response: { status_code: 200, body: { choices: [{ message: { content: 'yes' } }] } },
      error: null,
    });
  });

  it('tell the line, or the prompt, of what is wrong', async () => {
    expect(await problem('"a"\n{"b"', 'a.jsonl')).toEqual(['batch.file.json', { line: 2 }]);
    expect(await problem('"a"\n\n[1]', 'a.jsonl')).toEqual(['batch.file.json_kind', { line: 3 }]);
    expect(await problem('{"a":1,"b":2}\n{"a":3}', 'a.jsonl', '{b}')).toEqual([
      'batch.file.column_row',
      { name: '`b`', row: 2, columns: '`a`' },
    ]);
  });
});

it('refuses what is no file of prompts with a sentence', async () => {
  const office = new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 1]);
  expect(await problem(office, 'a.xlsx')).toEqual(['batch.file.no_text', {}]);
  expect(await problem('\n \n', 'a.txt')).toEqual(['batch.file.empty', {}]);
  expect(await problem('x\n'.repeat(501), 'a.txt')).toEqual(['batch.file.many', { most }]);
  expect(await problem(`prompt\n${'x\n'.repeat(501)}`, 'a.csv')).toEqual(['batch.file.many', { most }]);
  expect(await problem('x'.repeat(100_001), 'a.txt')).toEqual(['batch.file.long', { row: 1, most: 100_000 }]);
  expect(await problem(new Uint8Array(5_000_000).fill(65), 'a.txt')).toEqual([
    'batch.file.too_large',
    { megabytes: 4 },
  ]);
});

it('cuts answers evenly where they are more than the platform takes', async () => {
  const outcomes = [say('x'.repeat(5000)), say('y'.repeat(5000))];
  const { bytes, text } = await answered('one\ntwo', 'a.txt', outcomes, 4000);
  expect(bytes.length).toBeLessThan(4000);
  expect(text.match(/cut/g)).toHaveLength(2);
});
