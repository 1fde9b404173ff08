import type { CallbackQuery } from 'grammy/types';
import { createTelegram, type TelegramSettings } from '../../../adapters/telegram/index.ts';
import { createLocales } from '../../../src/locales/index.ts';
import type {
  Adapter,
  CommandDescription,
  Cursor,
  InboundEvent,
  Log,
  OutgoingFile,
  Target,
} from '../../../src/ports/index.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { Fault } from '../../../src/util/errors.ts';
import { flatOf, isMeant } from '../../events.ts';
import type { TelegramSimulator } from '../../simulator/telegram/index.ts';
import { createFacts } from '../facts.ts';

export interface LogLine {
  level: string;
  message: string;
  fields: Record<string, unknown>;
}

/** The adapter on its own, with a core that writes down what it is handed. */
export interface Harness {
  adapter: Adapter;
  /** Every batch that was accepted, with its cursor. */
  batches: { events: readonly InboundEvent[]; cursor: Cursor | undefined }[];
  /** Texts of all accepted prompts. */
  texts(): string[];
  lines: LogLine[];
  /** Makes the next `times` receives reject. */
  refuse(times: number): void;
  /** Holds back receives until the result is called. */
  hold(): () => void;
  cursors: Map<string, string>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function harness(
  telegram: TelegramSimulator,
  commands: readonly CommandDescription[] = [],
  settings: Partial<TelegramSettings> = {},
): Harness {
  const control = new AbortController();
  const lines: LogLine[] = [];
  const batches: Harness['batches'] = [];
  const cursors = new Map<string, string>();
  let started = false;
  let refusals = 0;
  let held: Promise<void> | undefined;

  const adapter = createTelegram(
    {
      token: telegram.token,
      apiRoot: telegram.apiRoot,
      rates: { chatPerSecond: 1, groupPerMinute: 20, globalPerSecond: 30 },
      pace: { holdSeconds: 2, pauseMs: 20, longestPauseMs: 50 },
      ...settings,
    },
    {
      async receive(events, cursor) {
        await held;
        if (refusals > 0) {
          refusals -= 1;
          throw new Error('disk full');
        }
        batches.push({ events: events.filter(isMeant), cursor });
        if (cursor) cursors.set(cursor.name, cursor.value);
      },
      cursor: async (name) => cursors.get(name),
      store: createFacts().store,
      texts: createLocales().texts,
      suggest: async () => [],
      admits: () => true,
      proxies: new Set(),
      permissionsChanged: () => undefined,
      commands,
      clock: systemClock,
      log: memoryLog(lines),
    },
  );

  return {
    adapter,
    batches,
    texts: () => batches.flatMap(({ events }) => flatOf(events, 'message').map(({ text }) => text)),
    lines,
    refuse(times) {
      refusals = times;
    },
    hold() {
      const gate = Promise.withResolvers<void>();
      held = gate.promise;
      return () => {
        held = undefined;
        gate.resolve();
      };
    },
    cursors,
    start() {
      started = true;
      return adapter.start(control.signal);
    },
    async stop() {
      control.abort(new Error('over'));
      if (started) await adapter.ended.catch(() => undefined);
    },
  };
}

function memoryLog(lines: LogLine[]): Log {
  const line = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields: { ...fields } });
  };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: () => memoryLog(lines),
  };
}

/** The Fault of a logged line, if it has one. */
export function faultOf(line: LogLine | undefined): Fault | undefined {
  const error = line?.fields['error'];
  return error instanceof Fault ? error : undefined;
}

export function describeCommand(name: string, description: Record<string, string>, hidden = false): CommandDescription {
  return { spec: { name, options: [], audience: 'everyone', ...(hidden ? { hidden } : {}) }, description, options: {} };
}

/** The Fault a call ends in. */
export async function faultIn(call: Promise<unknown>): Promise<Fault> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Fault)) throw new Error(`expected a fault, got ${String(error)}`);
  return error;
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A small picture. */
export function pictureOf(name: string): OutgoingFile {
  return { bytes: new Uint8Array(png), mime: 'image/png', name };
}

/** The target the adapter gives a press. */
export function pressTarget(target: Target, query: CallbackQuery): Target {
  const { prompt: _, ...rest } = target;
  return { ...rest, address: { ...target.address, callback: query.id, user: query.from.id } };
}
