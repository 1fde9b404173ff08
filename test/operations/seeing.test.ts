import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { labelValues } from '../../src/metrics/labels.ts';
import { metrics } from '../../src/metrics/list.ts';
import { openPrometheus } from '../../src/metrics/prometheus.ts';

/** What operators are given to see the bot names only what there is: figures, labels, their values, files. */

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const given = { surface: ['telegram', 'discord'], gen_ai_request_model: ['a-model'] };
const values: Readonly<Record<string, readonly string[]>> = { ...labelValues, ...given };
const ours: Readonly<Record<string, { type: string; labels: readonly string[] }>> = metrics;

/** Labels of each series, by its name, as the meter tells them. */
async function seriesThereAre(): Promise<Map<string, readonly string[]>> {
  const { text } = await (await openPrometheus(given)).text();
  const told = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  const names = told.flatMap(([, name = '', type]): [string, readonly string[]][] => {
    const labels = ours[name]?.labels ?? [];
    if (type !== 'histogram') return [[name, labels]];
    return [
      [`${name}_bucket`, [...labels, 'le']],
      [`${name}_sum`, labels],
      [`${name}_count`, labels],
    ];
  });
  // Prometheus itself makes this one of each target.
  return new Map([...names, ['up', ['job', 'instance']]]);
}

/** Words of the query language that name no series. https://prometheus.io/docs/prometheus/latest/querying/basics/ */
const words = new Set(['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'bool', 'offset', 'inf', 'nan']);

/** Faults of a query: what it names and nobody tells. */
function faultsOf(query: string, series: ReadonlyMap<string, readonly string[]>): string[] {
  const faults: string[] = [];
  const opened = [...query.matchAll(/[([{]/g)].length;
  if (opened !== [...query.matchAll(/[)\]}]/g)].length) faults.push('brackets');
  const labels = new Set<string>();
  const found: string[] = [];
  const bare = query
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g, (_, list: string) => {
      for (const label of list.split(',')) labels.add(label.trim());
      return ' ';
    })
    .replace(/([a-z_]\w*)\{([^}]*)\}/g, (_, name: string, matchers: string) => {
      found.push(name);
      faults.push(...matcherFaults(name, matchers, series));
      return ' ';
    });
  for (const [, name = ''] of bare.matchAll(/\b([a-z_]\w*)\b(?!\s*\()/g)) if (!words.has(name)) found.push(name);
  if (found.length === 0) faults.push('no series');
  faults.push(...found.filter((name) => !series.has(name)));
  for (const label of labels) {
    const has = (name: string) => series.get(name)?.includes(label);
    if (!found.every(has)) faults.push(`by ${label}`);
  }
  return faults;
}

function matcherFaults(name: string, matchers: string, series: ReadonlyMap<string, readonly string[]>): string[] {
  return [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].flatMap(([, label = '', wanted = '']) => {
    if (!series.get(name)?.includes(label)) return [`${name}{${label}}`];
    if (label === 'job') return name === 'up' || values['job']?.includes(wanted) ? [] : [`${label}="${wanted}"`];
    return wanted.split('|').flatMap((value) => (values[label]?.includes(value) ? [] : [`${label}="${value}"`]));
  });
}

describe('queries', () => {
  it.each([
    ['sum by (surface) (rate(parley_turns_totals[5m]))', ['parley_turns_totals', 'by surface']],
    ['sum by (model) (parley_places)', ['by model']],
    ['sum(parley_turns_total{outcome=~"answered|won"})', ['outcome="won"']],
    ['sum(parley_turns_total{person="7"})', ['parley_turns_total{person}']],
    ['sum(rate(parley_job_seconds[5m]))', ['parley_job_seconds']],
    ['max(parley_open_turns', ['brackets']],
    [
      'histogram_quantile(0.9, sum by (le) (rate(parley_job_seconds_bucket[5m]))) > 3 and on (surface) parley_places',
      ['by le', 'by surface'],
    ],
  ])('are judged: %s', async (query, faults) => {
    expect(faultsOf(query, await seriesThereAre())).toEqual(faults);
  });

  it('of the dashboard name what there is, in panels that lie side by side', async () => {
    const { panels } = JSON.parse(read('docs/operations/grafana.json'));
    const series = await seriesThereAre();
    const targets: { expr: string; legendFormat: string }[] = panels.flatMap(
      ({ targets = [] }: { targets?: object[] }) => targets,
    );
    expect(targets.length).toBeGreaterThan(30);
    expect(targets.flatMap(({ expr }) => faultsOf(expr, series).map((fault) => `${expr}: ${fault}`))).toEqual([]);
    // A legend names only labels that its query leaves.
    const nameless = targets.filter(({ expr, legendFormat }) =>
      [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].some(([, label = '']) => !expr.includes(label)),
    );
    expect(nameless).toEqual([]);
    const squares = panels.flatMap(({ gridPos: { x, y, w, h } }: { gridPos: Record<'x' | 'y' | 'w' | 'h', number> }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(squares).size).toBe(squares.length);
    expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
  });

  it('of the alerts name what there is, and each says what it means', async () => {
    const { groups } = parse(read('docs/operations/alerts.yml'));
    const rules: { alert: string; expr: string; labels: object; annotations: object }[] = groups[0].rules;
    const series = await seriesThereAre();
    expect(rules.flatMap(({ alert, expr }) => faultsOf(expr, series).map((fault) => `${alert}: ${fault}`))).toEqual([]);
    for (const { labels, annotations } of rules) {
      expect(labels).toEqual({ severity: 'page' });
      expect(annotations).toEqual({ summary: expect.stringMatching(/\.$/), action: expect.stringMatching(/\.$/) });
    }
    const listed = [...read('docs/seeing-it.md').matchAll(/^\| `(Parley\w+)` \|/gm)].map(([, name]) => name);
    expect(listed).toEqual(rules.map(({ alert }) => alert));
  });
});

it('the page for operators lists every figure as it is', () => {
  const rows = Object.entries(metrics).map(
    ([name, { labels, help }]) => `| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  const page = read('docs/seeing-it.md').split('\n');
  expect(page.filter((line) => /^\| `(?:parley|gen_ai)_/.test(line))).toEqual(rows);
});

it('Prometheus beside the bot is given files that are there, and scrapes where the bot listens', () => {
  const { services } = parse(read('docker-compose.yml'));
  const { parley, prometheus } = services;
  expect(prometheus.profiles).toEqual(['metrics']);
  const mounted: string[] = prometheus.volumes.filter((each: string) => each.startsWith('./'));
  expect(mounted.map((each) => existsSync(join(root, each.split(':')[0] ?? '')))).toEqual([true, true]);
  const { scrape_configs: jobs, rule_files: rules } = parse(read('docs/operations/prometheus.yml'));
  const port = /HTTP_PORT=(\d+)/.exec(read('Dockerfile'))?.[1];
  expect(jobs[0].static_configs).toEqual([{ targets: [`parley:${port}`] }]);
  expect(parley.environment).toEqual({ HTTP_HOST: '0.0.0.0' });
  expect(mounted).toContainEqual(expect.stringContaining(`/etc/prometheus/${rules[0]}`));
  expect(prometheus.ports).toEqual(['127.0.0.1:9090:9090']);
});
