import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingKeys, settingOf } from '../../src/config/settings.ts';

/** What the pages for people name is there: other pages, their headings, settings, verbs. */

const root = join(import.meta.dirname, '../..');
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8').replace(/<!--[\s\S]*?-->/g, '') }));

/** Faults of all pages, each with the page's name before it. */
const faults = (find: (text: string, path: string) => Iterable<string>) =>
  pages.flatMap(({ path, text }) => [...find(text, path)].map((fault) => `${path}: ${fault}`));

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

function linksOf(text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)|(?:src|href|srcset)="([^"]+)"/g)];
  return links.map(([, markdown, html]) => markdown ?? html ?? '').filter((link) => !/^[a-z]+:/.test(link));
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the pages', () => {
  it('link to what is there', () => {
    const wrong = faults((text, path) =>
      linksOf(text).filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? join(root, path) : join(root, dirname(path), file);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
      }),
    );
    expect(wrong).toEqual([]);
    expect(pages.flatMap(({ text }) => linksOf(text)).length).toBeGreaterThan(50);
  });

  it('are all linked to', () => {
    const linked = pages.flatMap(({ path, text }) =>
      linksOf(text).map((link) => join(dirname(path), link.split('#')[0] ?? '')),
    );
    const roots = ['README.md', ...pages.map(({ path }) => path).filter((path) => path.startsWith('docs/decisions/'))];
    expect(pages.map(({ path }) => path).filter((path) => !linked.includes(path) && !roots.includes(path))).toEqual([]);
  });

  it('name settings that there are', () => {
    const files = settingKeys.filter((key) => settingOf(key).secret).map((key) => `${key}_FILE`);
    /** Of the Dockerfile, of other programs (Docker Compose, Ollama), and keys of MCP servers, which have any name. */
    const foreign = ['WITHOUT', 'COMPOSE_PROJECT_NAME', 'OLLAMA_HOST', 'CALENDAR_KEY', 'WIKI_KEY'];
    const known = new Set<string>([...settingKeys, ...files, ...foreign]);
    const guides = (path: string) => !path.startsWith('docs/decisions/');
    expect(
      faults((text, path) => {
        const code = [...text.matchAll(/^```[\s\S]*?^```|`[^`\n]+`/gm)].map(([span]) => span).join('\n');
        const names = [...code.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b[A-Z][A-Z_]+(?==)/g)].map(
          ([name]) => name,
        );
        return guides(path) ? names.filter((name) => !known.has(name)) : [];
      }),
    ).toEqual([]);
  });

  it('name verbs that npm knows', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(
      faults((text) =>
        [...text.matchAll(/npm run (\w+(?::\w+)?)/g)].map(([, name = '']) => name).filter((name) => !scripts[name]),
      ),
    ).toEqual([]);
  });

  it('quote what the program says', () => {
    /** Words of SQLite and of Discord's app, and numbers. */
    const foreign = /database file|readonly database|application did not|code grant|^409$|^conflict$|^storage$/;
    const files = ['src', 'adapters'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    );
    // Values stand between the words, in the page as dots.
    const said = files.join('\n').replace(/[`“”]|\$?\{+[^{}]*\}+/g, '');
    const page = pages.find(({ path }) => path === 'docs/troubleshooting.md')?.text ?? '';
    const quotes = [...page.matchAll(/^\| ([^|]+)\|/gm)].flatMap(([, cell = '']) => cell.match(/"[^"]+"/g) ?? []);
    const parts = quotes.flatMap((quote) => quote.replace(/["`]/g, '').split(/ ?…|\(the problem is|\.env/));
    const words = parts.map((part) => part.trim()).filter((part) => part.length > 1 && !foreign.test(part));
    expect(words.length).toBeGreaterThan(25);
    expect(words.filter((part) => !said.includes(part))).toEqual([]);
  });
});
