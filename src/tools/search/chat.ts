import * as v from 'valibot';
import type { WebSource } from '../../ports/index.ts';
import { headOf } from '../../util/text.ts';
import { isWebAddress } from '../../util/web-address.ts';
import { askJson, type EndpointParts, type Findings, type SearchQuery } from './endpoint.ts';

/** Asks a model that searches by itself, at an endpoint that speaks OpenAI's API (`POST /chat/completions`). */

const page = v.object({ url: v.string(), title: v.optional(v.nullable(v.string())) });
/** Pages stand in one of three places: OpenAI's annotations, `search_results` and the bare `citations` of Perplexity. */
const answerSchema = v.object({
  choices: v.pipe(
    v.array(
      v.object({
        message: v.object({
          content: v.string(),
          annotations: v.optional(v.nullable(v.array(v.object({ url_citation: v.optional(page) })))),
        }),
      }),
    ),
    v.nonEmpty(),
  ),
  search_results: v.optional(v.nullable(v.array(page))),
  citations: v.optional(v.nullable(v.array(v.union([v.string(), page])))),
});

const MOST_TEXT = 20_000;
const MOST_SOURCES = 20;

export async function askChat(
  parts: EndpointParts,
  { query, language }: SearchQuery,
  signal: AbortSignal,
): Promise<Findings> {
  const { url, model } = parts.endpoint;
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: `${query}\n\n(${language})` }] });
  const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body } as const;
  const answer = await askJson(parts, `${url.replace(/\/$/, '')}/chat/completions`, answerSchema, asked, signal);
  const sources = sourcesOf(answer);
  const listed = sources.map(({ url, title }, at) => `[${at + 1}] ${title} ${url}`).join('\n');
  const said = headOf(answer.choices[0]?.message.content ?? '', MOST_TEXT);
  return { text: listed === '' ? said : `${said}\n\n${listed}`, sources };
}

function sourcesOf({ choices, search_results: results, citations }: v.InferOutput<typeof answerSchema>): WebSource[] {
  const cited = choices[0]?.message.annotations?.flatMap(({ url_citation: found }) => found ?? []) ?? [];
  const bare = (citations ?? []).map((each) => (typeof each === 'string' ? { url: each } : each));
  const byUrl = new Map<string, WebSource>();
  for (const { url, title } of [...cited, ...(results ?? []), ...bare] as v.InferOutput<typeof page>[]) {
    if (isWebAddress(url) && !byUrl.has(url)) byUrl.set(url, { url, title: title || url });
  }
  return [...byUrl.values()].slice(0, MOST_SOURCES);
}
