import { createServer } from 'node:http';
import { Fault } from '../util/errors.ts';

export interface HealthOptions {
  host: string;
  port: number;
  /** Whether events flow on every platform. */
  ready: () => boolean;
}

/** A tiny HTTP page for supervisors: `/health` is 200 while the process lives, `/ready` 200 once every platform is connected. */
export async function startHealth({
  host,
  port,
  ready,
}: HealthOptions): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    const path = request.url?.split('?')[0];
    const known = path === '/health' || path === '/ready';
    const well = path === '/health' || ready();
    response.writeHead(known ? (well ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { status: well ? 'ok' : 'starting' } : { error: 'not found' }));
  });
  server.requestTimeout = 5000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const facts = {
        ...(error.code ? { code: error.code } : {}),
        mend: 'Free that port or choose another HTTP_PORT.',
      };
      reject(new Fault('config', `the health page cannot listen on ${host}:${port}`, facts, error));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
