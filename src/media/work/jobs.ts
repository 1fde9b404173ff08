import type { MediaReason } from '../outcome.ts';
import type { Received, WorkMessage } from './messages.ts';

/**
 * Work of one kind, within its process: takes a request, hands out parts and then the last. What cannot be done is thrown as
 * a `Refusal`; anything else that is thrown means that the bytes are broken.
 */
export type Job = (request: Received, part: (message: WorkMessage) => void) => Promise<WorkMessage>;

/** Reason to stop that a job knows by itself. */
export class Refusal extends Error {
  readonly reason: MediaReason;

  constructor(reason: MediaReason) {
    super(reason);
    this.name = 'Refusal';
    this.reason = reason;
  }
}

/** Kinds of work, each loaded in the process that does it. */
export const jobs = {
  pictures: () => import('../pictures/prepare.ts').then((room): Job => room.preparing),
  reading: () => import('../reading/read.ts').then((room): Job => room.reading),
  hearing: () => import('../sound/hear.ts').then((room): Job => room.hearing),
  speaking: () => import('../sound/speak.ts').then((room): Job => room.speaking),
} as const satisfies Record<string, () => Promise<Job>>;

export type JobName = keyof typeof jobs;

/** Bounds of a process, told to it when it starts. */
export interface WorkLimits {
  /** Memory of the whole process, bytes. */
  memory: number;
  /** Time for one request, ms. */
  ms: number;
  /** Answers to one request, bytes in all. */
  output: number;
}

/** Time for a request with so many bytes, ms: a small file that takes long is a trap. */
export function timeFor(bytes: number): number {
  return 15_000 + bytes / 500;
}

/** Exit code of a process that has taken more memory than it may. */
export const TOO_MUCH_MEMORY = 81;

/** Longest request, bytes. */
export const MOST_REQUEST = 128 * 1024 * 1024;

/** Heads of what a process says. */
export type Said =
  | { type: 'ready' }
  | { type: 'part' | 'done'; head: object }
  | { type: 'refused'; reason: MediaReason };
