import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rules between the rooms (ARCHITECTURE.md), checked by reading every import. */

const root = join(import.meta.dirname, '..');

interface Arrow {
  from: string;
  /** A path from the root for a file of ours, the package's name otherwise. */
  to: string;
}

function filesOf(folder: string, form = /\.ts$/): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => form.test(file))
    .map((file) => join(folder, file));
}

function arrowsOf(from: string): Arrow[] {
  const text = readFileSync(join(root, from), 'utf8');
  const imports = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...imports].map(([, name = '']) => ({
    from,
    to: name.startsWith('.') ? relative(root, join(root, dirname(from), name)) : packageOf(name),
  }));
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

const files = [...filesOf('src'), ...filesOf('adapters')];
const arrows = files.flatMap(arrowsOf);
const wrong = (rule: (arrow: Arrow) => boolean) => arrows.filter(rule).map(({ from, to }) => `${from} → ${to}`);

it('no file is longer than a reader holds: 300 lines', () => {
  const written = ['src', 'adapters', 'test'].flatMap((folder) => filesOf(folder, /\.(ts|css|html)$/));
  const long = written.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1 > 300);
  expect(long).toEqual([]);
});

describe('the rooms', () => {
  it('are read at all', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(arrows).toContainEqual({ from: 'src/composition/adapters.ts', to: 'adapters/telegram/index.ts' });
  });

  it('let only the composition import adapters', () => {
    expect(
      wrong(
        ({ from, to }) =>
          to.startsWith('adapters/') && from.startsWith('src/') && from !== 'src/composition/adapters.ts',
      ),
    ).toEqual([]);
  });

  it('keep adapters apart from each other', () => {
    const roomOf = (path: string) => path.split('/').slice(0, 2).join('/');
    expect(
      wrong(
        ({ from, to }) => from.startsWith('adapters/') && to.startsWith('adapters/') && roomOf(from) !== roomOf(to),
      ),
    ).toEqual([]);
  });

  it('let adapters see only the ports, delivery, texts and util', () => {
    const open = /^src\/ports\/index\.ts$|^src\/(delivery|locales|util)\//;
    expect(wrong(({ from, to }) => from.startsWith('adapters/') && to.startsWith('src/') && !open.test(to))).toEqual(
      [],
    );
  });

  it('have one door to the ports', () => {
    const inside = /^src\/ports\//;
    expect(
      wrong(({ from, to }) => to.startsWith('src/ports/') && to !== 'src/ports/index.ts' && !inside.test(from)),
    ).toEqual([]);
  });

  /** Rooms that a room of `src` may import, besides the ports and util, which import nothing but each other. */
  const allowed: Readonly<Record<string, readonly string[]>> = {
    ports: [],
    util: [],
    locales: [],
    conversation: [],
    delivery: [],
    http: [],
    metrics: [],
    agent: ['locales'],
    tools: ['conversation', 'media', 'net', 'schedule'],
    media: [],
    net: ['media'],
    settings: [],
    model: [],
    storage: [],
    personas: ['locales', 'media'],
    knowledge: ['media', 'net'],
    people: ['conversation', 'memory'],
    schedule: ['admission', 'background', 'locales'],
    config: ['model'],
    admission: ['locales'],
    privacy: ['admission', 'conversation'],
    background: ['answering', 'conversation'],
    batch: ['answering', 'background', 'conversation', 'locales', 'media'],
    answering: ['agent', 'conversation', 'knowledge', 'locales', 'media', 'settings'],
    memory: ['answering', 'conversation'],
    commands: [
      'admission',
      'agent',
      'answering',
      'batch',
      'conversation',
      'knowledge',
      'locales',
      'memory',
      'net',
      'people',
      'personas',
      'privacy',
      'schedule',
      'settings',
    ],
    turns: [
      'admission',
      'agent',
      'answering',
      'batch',
      'commands',
      'conversation',
      'delivery',
      'knowledge',
      'locales',
      'memory',
      'net',
      'people',
      'personas',
      'privacy',
      'schedule',
      'settings',
    ],
    intake: ['admission', 'commands', 'conversation', 'delivery', 'locales', 'settings', 'turns'],
    operations: ['config'],
    composition: [
      'admission',
      'answering',
      'background',
      'batch',
      'commands',
      'config',
      'conversation',
      'delivery',
      'http',
      'intake',
      'knowledge',
      'locales',
      'media',
      'memory',
      'metrics',
      'model',
      'net',
      'people',
      'personas',
      'privacy',
      'schedule',
      'settings',
      'storage',
      'tools',
      'turns',
    ],
    cli: [
      'admission',
      'batch',
      'commands',
      'composition',
      'config',
      'conversation',
      'http',
      'knowledge',
      'locales',
      'media',
      'model',
      'net',
      'people',
      'personas',
      'privacy',
      'storage',
      'tools',
    ],
  };

  it('import only what lies beneath them', () => {
    const roomOf = (path: string) => path.split('/')[1] ?? '';
    const inside = (path: string) => path.startsWith('src/') && path.split('/').length > 2;
    expect([...new Set(files.filter(inside).map(roomOf))].toSorted()).toEqual(Object.keys(allowed).toSorted());
    expect(
      wrong(({ from, to }) => {
        if (!inside(from) || !inside(to) || roomOf(from) === roomOf(to)) return false;
        const beneath = roomOf(from) === 'ports' || roomOf(from) === 'util' ? [] : (allowed[roomOf(from)] ?? []);
        return !['ports', 'util', ...beneath].includes(roomOf(to));
      }),
    ).toEqual([]);
  });

  it.each([
    ['grammy', /^adapters\/telegram\//],
    ['discord.js', /^adapters\/discord\//],
    ['openai', /^src\/model\//],
    ['keyv', /^src\/storage\//],
    ['node:sqlite', /^src\/storage\//],
    ['@redis/client', /^src\/storage\/redis\//],
    ['prom-client', /^src\/metrics\//],
    ['sharp', /^src\/media\/pictures\//],
    ['@embedpdf/pdfium', /^src\/media\/reading\//],
    ['hucre', /^src\/media\/reading\//],
    ['htmlparser2', /^src\/media\/reading\//],
    ['mediabunny', /^src\/media\/sound\//],
    ['opusscript', /^src\/media\/sound\//],
    ['mammoth', /^src\/media\/reading\//],
    ['csv-parse', /^src\/(?:batch|personas\/imports)\//],
    ['yaml', /^src\/personas\/yaml\.ts$|^src\/personas\/export\.ts$/],
    ['dotenv', /^src\/cli\/env-file\.ts$/],
    ['@clack/prompts', /^src\/cli\/init\/terminal\.ts$/],
  ])('give %s one home', (name, home) => {
    expect(wrong(({ from, to }) => to === name && !home.test(from))).toEqual([]);
  });

  it('keep conversation, layout and Markdown free of input and output', () => {
    const pure = /^src\/(conversation\/|delivery\/(layout|markdown)|commands\/parsing\/parse)/;
    const outside = /^node:(?!crypto|util|module)|^src\/(storage|operations|model\/index)/;
    expect(wrong(({ from, to }) => pure.test(from) && outside.test(to))).toEqual([]);
  });

  it('read the environment only in main', () => {
    const reading = files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')));
    expect(reading).toEqual(['src/main.ts']);
  });

  it('name no platform in the core', () => {
    const platforms = new RegExp(readdirSync(join(root, 'adapters')).join('|'), 'i');
    const allowed = /^src\/(?:main|composition\/(?:adapters|app))\.ts$|^src\/(config|operations|locales)\//;
    const named = files
      .filter((file) => file.startsWith('src/') && !allowed.test(file))
      .filter((file) => platforms.test(withoutComments(readFileSync(join(root, file), 'utf8'))));
    expect(named).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
