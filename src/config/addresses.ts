import type { Config } from './index.ts';

/** Addresses that the program works with, for its first line of the log: by name, without passwords. */
export function addressesOf({
  storage,
  openai,
  telegram,
  discord,
  proxyUrl,
  http,
  search,
}: Config): Record<string, string> {
  const addresses = {
    store: storage.path,
    openai: openai.baseUrl,
    fallbacks: openai.fallbacks.flatMap(({ baseUrl }) => (baseUrl ? [withoutUser(baseUrl)] : [])).join(' '),
    search: search.endpoint?.url,
    telegram: telegram?.apiRoot,
    discord: discord?.apiUrl,
    proxy: proxyUrl,
    http: http && `${http.host}:${http.port}`,
  };
  return Object.fromEntries(
    Object.entries(addresses).flatMap(([name, address]) => (address ? [[name, withoutUser(address)]] : [])),
  );
}

function withoutUser(address: string): string {
  return address.replace(/\/\/[^/]*@/, '//');
}
