import { describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks } from '../../../src/commands/answers/code-blocks.ts';
import { atOnce } from '../../../src/util/slices.ts';

const read = (markdown: string, most = 10) => atOnce(codeBlocks(markdown, most));
const blocks = (...lines: string[]): CodeBlock[] => read(lines.join('\n')).blocks;
const only = (...lines: string[]): CodeBlock | undefined => blocks(...lines)[0];
const named = (...lines: string[]) => only(...lines)?.name;

describe('blocks of code', () => {
  it('are read with the endings of their languages', () => {
    const markdown = [
      'Run',
      '```bash',
      'ls',
      '```',
      'then',
      '~~~~ Python',
      'print("```")',
      '~~~',
      '~~~~',
      '```',
      'x',
      '```',
    ];
    expect(blocks(...markdown)).toEqual([
      { text: 'ls\n', ending: 'sh' },
      { text: 'print("```")\n~~~\n', ending: 'py' },
      { text: 'x\n', ending: 'txt' },
    ]);
  });

  it.each([
    ['ts', 'ts'],
    ['TypeScript', 'ts'],
    ['c++', 'cpp'],
    ['C#', 'cs'],
    ['objective-c', 'm'],
    ['{.python .numberLines}', 'py'],
    ['{r}', 'r'],
    ['yml', 'yaml'],
    ['markdown', 'md'],
    ['klingon', 'txt'],
    ['日本', 'txt'],
    ['__proto__', 'txt'],
  ])('%s ends in .%s', (info, ending) => {
    expect(only(`\`\`\`${info}`, 'x', '```')?.ending).toBe(ending);
  });

  it('stand in lists and quotes, and lose what stands before their lines for that alone', () => {
    expect(only('1. Write:', '   ```py', '   if x:', '       y()', '  z', '', '   ```')?.text).toBe(
      'if x:\n    y()\nz\n\n',
    );
    expect(only('> ```py', '> a', '>b', '> > c', '> ```')?.text).toBe('a\nb\n> c\n');
    expect(only('- ```py', '  a', '    b', '  ```')?.text).toBe('a\n  b\n');
    expect(only('\t```py', '\ta', '\t```')?.text).toBe('a\n');
  });

  it('go to the end of an answer that was cut in one', () => {
    expect(only('Here:', '```js', 'let a', 'let b')).toEqual({ text: 'let a\nlet b\n', ending: 'js' });
    expect(blocks('Here:', '```js')).toEqual([]);
  });

  it('are no inline code, and nothing that is empty', () => {
    expect(blocks('``` a ``` is code', '```', '   ', '```', 'and `x`', '    indented')).toEqual([]);
  });

  it('lose no line to another line end', () => {
    expect(only('```js\r', 'a\r', 'b\r', '```\r')?.text).toBe('a\nb\n');
  });

  it('are counted past as many as are wanted', () => {
    expect(read('```\na\n```\n'.repeat(12), 3)).toMatchObject({ count: 12, blocks: Array(3).fill({ text: 'a\n' }) });
  });
});

describe('the name of a block’s file', () => {
  it.each([
    [['```python title="src/app.py"', 'x', '```'], 'app.py'],
    [['```ts:lib/util.ts', 'x', '```'], 'util.ts'],
    [['```app.py', 'x', '```'], 'app.py'],
    [['### `main.go`', '', '```go', 'x', '```'], 'main.go'],
    [['Put this into **config/docker-compose.yml**:', '```yaml', 'x', '```'], 'docker-compose.yml'],
    [['```js', '// server.mjs', 'x', '```'], 'server.mjs'],
    [['```html', '<!-- index.html -->', '<p>', '```'], 'index.html'],
    [['**app.py**', '```', 'x', '```'], 'app.py'],
  ])('%j gives %s', (lines, name) => {
    expect(named(...lines)).toBe(name);
  });

  it.each([
    // Another file is spoken of.
    [['Then run main.py like this:', '```bash', 'python main.py', '```']],
    [['The output of main.py is', '```', 'hello', '```']],
    [['```js', "import x from './util.js';", '```']],
    // It cannot be told which.
    [['Both a.py and b.py need this:', '```python', 'x', '```']],
    // Nothing that would run by a click, and nothing outside.
    [['```app.exe', 'x', '```']],
    [['```python title="../../.py"', 'x', '```']],
  ])('%j gives none', (lines) => {
    expect(named(...lines)).toBeUndefined();
  });
});
