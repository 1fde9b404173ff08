import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A search engine that answers as SearXNG does, about the tides of Dover and nothing else. */
export interface SearchEngine {
  url: string;
  /** Queries so far. */
  asked: string[];
  close(): Promise<void>;
}

const pages = [
  {
    url: 'https://tides.example/dover',
    title: 'Tide times at Dover',
    content: 'High water today at 10:52 (6.4 m) and 23:14 (6.1 m).',
    publishedDate: '2026-12-01T00:00:00',
  },
  {
    url: 'https://harbour.example/dover',
    title: 'Port of Dover',
    content: 'Notices to mariners.',
    publishedDate: null,
  },
];

/** Starts one on 127.0.0.1. */
export async function startSearchEngine(): Promise<SearchEngine> {
  const asked: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    const query = searchParams.get('q') ?? '';
    if (pathname !== '/search' || query === '') {
      response.writeHead(pathname === '/search' ? 400 : 404).end();
      return;
    }
    // Its JSON has to be switched on, and asked for.
    if (searchParams.get('format') !== 'json') {
      response.writeHead(403).end();
      return;
    }
    asked.push(query);
    const results = /dover|tide/i.test(query) ? pages : [];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ query, number_of_results: results.length, results, answers: [], suggestions: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
