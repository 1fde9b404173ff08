import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, ImpactValue } from 'axe-core';
import type { Page } from 'playwright-core';

/** What keeps somebody from using the page at all, or nearly. */
const barring: readonly (ImpactValue | undefined)[] = ['serious', 'critical'];

/** Looks at a state of the page with axe. Throws where it finds something serious. */
export async function judge(page: Page, state: string): Promise<void> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // The page permits no script of others; the debugger is not asked.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { violations } = await page.evaluate<Pick<AxeResults, 'violations'>>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))",
  );
  await session.detach();
  const found = violations.filter(({ impact }) => barring.includes(impact));
  if (found.length === 0) return;
  const lines = found.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target }) => `${id}: ${target.join(' ')}`));
  throw new Error(`${state} bars somebody:\n  ${lines.join('\n  ')}`);
}
