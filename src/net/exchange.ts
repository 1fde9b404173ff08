import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { takeMemory } from '../util/let-go.ts';
import { DoorRefusal } from './refusal.ts';

/** One request and its answer, both bounded. */
export interface Exchange {
  body?: string | undefined;
  /** Most bytes of the answer's body. */
  bytes: number;
  /** Longest time in which nothing comes, ms. */
  idleMs: number;
  /** Looks at the head before the body is read: false where the body is not wanted. May throw a DoorRefusal. */
  wants(message: IncomingMessage): boolean;
}

interface Answer {
  message: IncomingMessage;
  body: Uint8Array;
}

/** Time between two looks at what came, ms. */
const LOOK_MS = 100;
/** Bytes on the wire besides those of the body: the head, certificates, the lengths of chunks. */
const BESIDE = 256 * 1024;

/** Sends a request and reads its answer. Rejects with a DoorRefusal, the system's or the parser's error, or the signal's reason. */
export async function exchange(sent: ClientRequest, asked: Exchange, signal: AbortSignal): Promise<Answer> {
  let message: IncomingMessage | undefined;
  const end = (error: Error) => (message ?? sent).destroy(error);
  const stop = () => end(asError(signal.reason));
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  sent.on('error', reject);
  sent.on('close', () => reject(new DoorRefusal('unreachable', 'closed')));
  sent.on('response', (arrived) => {
    message = arrived;
    // An error may come while nobody reads.
    arrived.on('error', () => undefined);
    resolve(arrived);
  });
  const unwatch = watch(sent, asked, end);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  else sent.end(asked.body);
  try {
    const head = await promise;
    return { message: head, body: asked.wants(head) ? await bytesOf(head, asked.bytes) : new Uint8Array() };
  } finally {
    unwatch();
    signal.removeEventListener('abort', stop);
    if (!message?.complete) sent.destroy();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('The call was aborted', 'AbortError');
}

/** Ends what stands still, and what brings more than its body says: heads that announce others, and empty words around chunks. */
function watch(sent: ClientRequest, { bytes, idleMs }: Exchange, end: (error: Error) => void): () => void {
  let [socket, first, last]: [Socket | undefined, number, number] = [undefined, 0, 0];
  let still = 0;
  sent.on('socket', (given: Socket) => {
    socket = given;
    first = given.bytesRead;
    last = first;
  });
  const timer = setInterval(() => {
    const now = socket?.bytesRead ?? 0;
    still = now === last ? still + LOOK_MS : 0;
    last = now;
    if (now - first > 2 * bytes + BESIDE) end(new DoorRefusal('size', 'beside'));
    else if (still >= idleMs) end(new DoorRefusal('time', 'idle'));
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** Reads a body that is as long as it was said to be, and no longer than it may be. */
async function bytesOf(message: IncomingMessage, most: number): Promise<Uint8Array> {
  if (Number(message.headers['content-length'] ?? 0) > most) throw new DoorRefusal('size');
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) throw new DoorRefusal('size');
    pieces.push(piece);
  }
  const bytes = takeMemory(length);
  let at = 0;
  for (const piece of pieces) at += piece.copy(bytes, at);
  return bytes;
}
