import http from 'node:http';
import https from 'node:https';

/**
 * Sends the gateway's WebSocket through the proxy of Node's global agents (`http.setGlobalProxyFromEnv`).
 *
 * REST calls follow it by themselves: undici shares Node's global dispatcher. But @discordjs/ws 1.2 opens its sockets
 * with `ws`. That connects by itself unless it is given an agent, and there is no way to give it one. So upgrades
 * without an agent get the global one. Nothing is touched where no proxy is set.
 */
export function proxyWebSockets(): () => void {
  const undo = [http, https].map(lendAgent);
  return () => {
    for (const each of undo) each();
  };
}

function lendAgent(protocol: typeof http | typeof https): () => void {
  if (!hasProxy(protocol.globalAgent)) return () => undefined;
  const plain: unknown = protocol.request;
  if (typeof plain !== 'function') return () => undefined;
  const lending = (options: unknown, ...rest: unknown[]): unknown => {
    const lent = isBareUpgrade(options) ? { ...options, agent: protocol.globalAgent } : options;
    return Reflect.apply(plain, protocol, [lent, ...rest]);
  };
  Object.assign(protocol, { request: lending });
  return () => {
    if (Reflect.get(protocol, 'request') === lending) Object.assign(protocol, { request: plain });
  };
}

function hasProxy(agent: http.Agent): boolean {
  const options: unknown = Reflect.get(agent, 'options');
  return typeof options === 'object' && options !== null && Reflect.get(options, 'proxyEnv') !== undefined;
}

function isBareUpgrade(options: unknown): options is object {
  if (typeof options !== 'object' || options === null || Reflect.get(options, 'agent') !== undefined) return false;
  const headers: unknown = Reflect.get(options, 'headers');
  return typeof headers === 'object' && headers !== null && Reflect.get(headers, 'Upgrade') === 'websocket';
}
