import { setGlobalProxyFromEnv } from 'node:http';

/**
 * Sends everything this process asks for through an HTTP proxy: node:http, node:https and fetch share Node's own
 * support. `noProxy` is a list as in NO_PROXY. Returns what takes it back.
 */
export function useProxy(url: string, noProxy = ''): () => void {
  return setGlobalProxyFromEnv({ HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: noProxy });
}
