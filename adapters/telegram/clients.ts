import http from 'node:http';
import https from 'node:https';
import { Api } from 'grammy';
import { createApiPost } from './post.ts';

/** Address and token that calls are made with. */
export interface ClientSettings {
  token: string;
  apiRoot: string;
}

/** Client of quick calls, which are JSON. */
export function quickClient({ token, apiRoot }: ClientSettings, timeoutSeconds: number): Api {
  const { post, pathOf } = createApiPost(apiRoot, token);
  return new Api(token, { apiRoot, timeoutSeconds, buildUrl: (_root, _token, method) => pathOf(method), fetch: post });
}

/** Client of uploads, by grammY's own `fetch`. */
export function uploadClient({ token, apiRoot }: ClientSettings, timeoutSeconds: number): Api {
  return new Api(token, {
    apiRoot,
    timeoutSeconds,
    // Node's own agents keep connections alive and, once told to, go through the operator's proxy; they are looked up
    // at each call, for setting the proxy replaces them.
    baseFetchConfig: { agent: ({ protocol }: URL) => (protocol === 'http:' ? http.globalAgent : https.globalAgent) },
  });
}
