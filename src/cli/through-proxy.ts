import type { Config } from '../config/index.ts';
import type { Environment } from './output-guard.ts';

/** Sends all that the process asks for from now on through the operator's proxy, where there is one. */
export async function goThroughProxy({ proxyUrl }: Pick<Config, 'proxyUrl'>, env: Environment): Promise<void> {
  if (!proxyUrl) return;
  const { useProxy } = await import('../util/proxy.ts');
  useProxy(proxyUrl, env['NO_PROXY']);
}
