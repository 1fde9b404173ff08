import { describe, expect, it } from 'vitest';
import { distinct, nameFrom } from '../../src/util/file-names.ts';

describe('a name for a file', () => {
  it.each([
    ['Trip to Japan', 'Trip to Japan'],
    ['What is 東京 like?', 'What is 東京 like'],
    ['¿Cómo   se\ndice “hola”?', '¿Cómo se dice “hola”'],
    ['../../etc/passwd', 'etc passwd'],
    ['C:\\Windows\\*.exe', 'C Windows .exe'],
    ['.env', 'env'],
    ['  - **bold** `code` $HOME %PATH% #1', 'bold code HOME PATH 1'],
    ['con', 'con_'],
    ['COM1.txt', 'COM1.txt_'],
    ['consul', 'consul'],
    ['report.', 'report'],
    ['a\u202egnp.exe', 'agnp.exe'],
    ['\u0000\u200b\u2800 …', 'answer'],
    ['\ud800', '\ufffd'],
    ['???', 'answer'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
  ])('%j is %j', (words, name) => {
    expect(nameFrom(words, 'answer')).toBe(name);
  });

  it('is cut between words, or between letters, and fits into every folder', () => {
    expect(nameFrom(`${'word '.repeat(30)}`, 'answer')).toBe('word '.repeat(12).trim());
    for (const words of ['東'.repeat(500), '👨‍👩‍👧‍👦'.repeat(100), 'e\u0301'.repeat(300), 'x'.repeat(5000)]) {
      const name = nameFrom(words, 'answer');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
      expect(name.length).toBeGreaterThan(40);
      expect(name.isWellFormed()).toBe(true);
    }
  });
});

it('names that a system takes for one are told apart', () => {
  expect(distinct(['a.py', 'A.py', 'b.py', 'a.py', 'a-2.py', 'Makefile', 'Makefile'])).toEqual([
    'a.py',
    'A-2.py',
    'b.py',
    'a-3.py',
    'a-2-2.py',
    'Makefile',
    'Makefile-2',
  ]);
});
