import http from 'node:http';
import https from 'node:https';
import { Api } from 'grammy';
import { createApiPost } from './post.ts';

export interface ClientSettings {
  /** From @BotFather. */
  token: string;
  /** `https://api.telegram.org`, or a server of one's own. No slash ends it. */
  apiRoot: string;
}

/** Makes a client of quick calls, which are JSON. */
export function client({ token, apiRoot }: ClientSettings, timeoutSeconds: number): Api {
  const { post, pathOf } = createApiPost(apiRoot, token);
  return new Api(token, { apiRoot, timeoutSeconds, buildUrl: (_root, _token, method) => pathOf(method), fetch: post });
}

/** Makes a client of uploads, by grammY's own `fetch`. */
export function uploading({ token, apiRoot }: ClientSettings, timeoutSeconds: number): Api {
  return new Api(token, {
    apiRoot,
    timeoutSeconds,
    // Node's own agents keep connections alive and, once told to, go through the operator's proxy; they are looked up
    // at each call, for setting the proxy replaces them.
    baseFetchConfig: { agent: ({ protocol }: URL) => (protocol === 'http:' ? http.globalAgent : https.globalAgent) },
  });
}
