import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { checkVoice, spokenSeconds, voices } from './audio.ts';
import { type ErrorBody, invalid, Refusal } from './failures.ts';
import { isRecord } from './heard.ts';
import { type Models, modelOf } from './models.ts';
import { checkParameters, type Parameters } from './parameters.ts';
import { toneOf } from './sounds.ts';
import { pause } from './sse.ts';
import { countTokens, pieces } from './words.ts';

/** Speech by the Realtime API: one response to one `response.create`, over a WebSocket. */

/** A checked request to say something. */
export interface Saying {
  model: string;
  voice: string;
  instructions: string;
  /** Words of the user's message. */
  words: string;
}

/** What a script wants said, and how it goes wrong. */
export interface Speech {
  /** Words that are said in place of those that were asked for. */
  words?: string;
  /** `close`: the connection ends in the middle; `stall`: nothing more comes; `failed`, `incomplete`: so the response ends. */
  how?: 'close' | 'stall' | 'failed' | 'incomplete' | 'filtered';
  /** An error event in place of a response. */
  error?: ErrorBody;
}

export interface RealtimeParts {
  keys: readonly string[];
  models: Models;
  decide(saying: Saying): Speech;
  /** Takes note of a connection; `gone` is aborted when it has ended. What it gives is told what is asked over it. */
  connected(request: IncomingMessage, gone: AbortSignal): Conversation;
  /** Is told that something was asked or is finished. */
  changed(): void;
}

interface Conversation {
  body: Record<string, unknown>;
  finished: boolean;
}

const RATE = 24_000;
/** Bytes of one event: half a second. */
const PIECE = RATE;
/** Fields of a response that is asked for. */
export const createParameters: Parameters = Object.fromEntries(
  [
    'audio conversation input instructions max_output_tokens metadata output_modalities parallel_tool_calls prompt',
    'reasoning tool_choice tools',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, { type: 'any' }]),
);

/** Reads a `response.create`, or throws what the service says to it. */
function sayingOf(event: Record<string, unknown>, model: string): Saying {
  if (event['type'] !== 'response.create') {
    throw invalid(`Invalid value: '${String(event['type'])}'.`, 'type', 'invalid_value');
  }
  const response = isRecord(event['response']) ? event['response'] : {};
  const unknown = Object.keys(response).find((name) => !Object.hasOwn(createParameters, name));
  if (unknown) throw invalid(`Unknown parameter: 'response.${unknown}'.`, `response.${unknown}`, 'unknown_parameter');
  checkParameters(response, createParameters);
  const output =
    isRecord(response['audio']) && isRecord(response['audio']['output']) ? response['audio']['output'] : {};
  const { voice = 'alloy' } = output;
  // Three voices are the speech endpoint's alone.
  checkVoice(
    voice,
    voices.filter((each) => !['fable', 'onyx', 'nova'].includes(each)),
    'response.audio.output.voice',
  );
  const input = Array.isArray(response['input']) ? response['input'].filter(isRecord) : [];
  const parts = input.flatMap(({ content }) => (Array.isArray(content) ? content.filter(isRecord) : []));
  const wrong = parts.findIndex(({ type }) => type !== 'input_text');
  if (wrong >= 0)
    throw invalid("Invalid value. Supported values are: 'input_text'.", 'response.input', 'invalid_value');
  const words = parts.map(({ text }) => String(text)).join('');
  return { model, voice: String(voice), instructions: String(response['instructions'] ?? ''), words };
}

/** Most tokens of one response, and tokens of a second of sound. */
const MOST_TOKENS = 4096;
const TOKENS_A_SECOND = 20;

type Send = (type: string, fields?: object) => void;

/** Makes what sends events, numbered. */
function createSend(socket: WebSocket): Send {
  let number = 0;
  return (type, fields = {}) => {
    number += 1;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify({ type, event_id: `event_${number}`, ...fields }));
  };
}

function sendError(send: Send, { message, type, param = null, code = null }: ErrorBody): void {
  send('error', { error: { type, code, message, param, event_id: null } });
}

/** Says it: sound and its words in pieces, then the end. Resolves with whether it came to that. */
async function speak(
  socket: WebSocket,
  send: Send,
  saying: Saying,
  { words, how: scripted }: Speech,
): Promise<boolean> {
  const gone = new AbortController();
  socket.on('close', () => gone.abort());
  const said = words ?? saying.words;
  const isTooLong = spokenSeconds(said) * TOKENS_A_SECOND > MOST_TOKENS;
  const how = scripted ?? (isTooLong ? 'incomplete' : undefined);
  const at = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 };
  const response = { object: 'realtime.response', id: 'resp_1', conversation_id: null, output_modalities: ['audio'] };
  send('response.created', { response: { ...response, status: 'in_progress', output: [] } });
  const sound = toneOf(spokenSeconds(said), RATE);
  for (let from = 0; from < sound.length; from += PIECE) {
    send('response.output_audio.delta', { ...at, delta: sound.subarray(from, from + PIECE).toString('base64') });
    if (how === 'close') socket.close(1011);
    await pause(how === 'stall' ? 2 ** 31 - 1 : 1, gone.signal);
    if (gone.signal.aborted || how === 'close') return false;
  }
  for (const delta of pieces(said)) send('response.output_audio_transcript.delta', { ...at, delta });
  send('response.output_audio.done', at);
  send('response.output_audio_transcript.done', { ...at, transcript: said });
  const content = [{ type: 'output_audio', transcript: said }];
  const message = { id: 'item_1', object: 'realtime.item', type: 'message', status: 'completed', role: 'assistant' };
  const [input_tokens, output_tokens] = [countTokens(saying.words), Math.ceil(spokenSeconds(said) * TOKENS_A_SECOND)];
  const usage = { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
  send('response.done', { response: { ...response, ...statusOf(how), output: [{ ...message, content }], usage } });
  return true;
}

function statusOf(how: Speech['how']): object {
  const failed = { type: 'failed', error: { type: 'server_error', code: 'server_error' } };
  if (how === 'failed') return { status: 'failed', status_details: failed };
  if (how !== 'filtered' && how !== 'incomplete') return { status: 'completed', status_details: null };
  const reason = how === 'filtered' ? 'content_filter' : 'max_output_tokens';
  return { status: 'incomplete', status_details: { type: 'incomplete', reason } };
}

/** Makes what takes over the upgrades of a server, and closes what is open. */
export function createRealtime({ keys, models, decide, connected, changed }: RealtimeParts) {
  const server = new WebSocketServer({ noServer: true });

  function serve(socket: WebSocket, model: string, seen: Conversation): void {
    const send = createSend(socket);
    try {
      modelOf({ model }, models, 'realtime');
    } catch (error) {
      if (error instanceof Refusal) sendError(send, error.body);
      socket.close(4000, 'invalid_request_error.model_not_found');
      return;
    }
    send('session.created', { session: { type: 'realtime', object: 'realtime.session', id: 'sess_1', model } });
    socket.on('message', (data) => {
      try {
        const event: unknown = JSON.parse(String(data));
        if (!isRecord(event)) throw invalid('The event is no object.', null, 'invalid_event');
        seen.body = event;
        changed();
        const saying = sayingOf(event, model);
        const speech = decide(saying);
        if (speech.error) sendError(send, speech.error);
        else
          void speak(socket, send, saying, speech).then((whole) => {
            seen.finished ||= whole;
            changed();
          });
      } catch (error) {
        const wrong = { message: 'The event is no JSON.', type: 'invalid_request_error', code: 'invalid_json' };
        sendError(send, error instanceof Refusal ? error.body : wrong);
      }
    });
  }

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const gone = new AbortController();
      socket.on('close', () => gone.abort());
      const seen = connected(request, gone.signal);
      const url = new URL(request.url ?? '/', 'http://simulator');
      const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      const refuse = (status: string) =>
        socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      if (url.pathname !== '/v1/realtime') refuse('404 Not Found');
      else if (key === undefined || !keys.includes(key)) refuse('401 Unauthorized');
      else
        server.handleUpgrade(request, socket, head, (open) => serve(open, url.searchParams.get('model') ?? '', seen));
    },
    close(): void {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
