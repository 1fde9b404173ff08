import { parametersOf } from '../../composition/models.ts';
import type { Config } from '../../config/index.ts';
import type { Examination, NamedModel } from '../../model/examine.ts';
import { createModel, type WarmableModel } from '../../model/index.ts';
import type { Check, Finding, ModelCatalog, ModelLink, ModelPart } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { asFinding } from './checks.ts';

/**
 * Real questions to the configured models: words, a picture, a sound, a voice. They cost some hundred tokens in all. Nothing is
 * drawn: a picture costs as much as a thousand such questions.
 */

/** Time limit of a question, ms: a model may reason, or be loaded first. */
const LIMIT_MS = 60_000;

const onBehalf = { chat: 'doctor', purpose: 'answer' } as const;

interface Asking {
  model: WarmableModel;
  catalog: ModelCatalog;
  parameters: ReturnType<typeof parametersOf>;
}

/** Makes the questions to one model, by what it is for. */
export function askingOf(config: Config, { options, catalog, taught }: Examination): (named: NamedModel) => Check[] {
  const model = createModel({ ...options, taught, retries: 0 });
  const asking: Asking = { model, catalog, parameters: parametersOf(config) };
  return ({ model: name, link, ability, essential = false }) => {
    switch (ability) {
      case undefined: {
        const at = link === undefined ? { model: name } : { model: name, link };
        return [
          check(`ask.${name}`, essential, (signal) => words(asking, at, signal)),
          ...(essential ? [check('ask.picture', false, (signal) => picture(asking, at, signal))] : []),
        ];
      }
      case 'transcription':
        return [check('ask.sound', false, (signal) => sound(asking, name, signal))];
      case 'speech':
        return [check('ask.voice', false, (signal) => voice(asking, name, config.model.voice, signal))];
      default:
        return [];
    }
  };
}

/** A model that does not answer prevents work where it is the one that everybody gets. */
function check(name: string, essential: boolean, find: (signal: AbortSignal) => Promise<Finding>): Check {
  const state = essential ? 'error' : 'warning';
  const run: Check['run'] = async (signal) => {
    try {
      return { findings: [await find(signal)] };
    } catch (error) {
      if (signal.aborted || !isFault(error)) throw error;
      return { findings: [{ ...asFinding(error), state }] };
    }
  };
  return { name, limitMs: LIMIT_MS, run };
}

/** Gives what was answered, the number of pieces it came in, and the times, ms. */
async function ask(
  { model, catalog, parameters }: Asking,
  { model: name, link }: ModelLink,
  parts: ModelPart[],
  signal: AbortSignal,
) {
  const began = performance.now();
  let [text, pieces, firstMs] = ['', 0, 0];
  const request = {
    ...catalog.at(link).acceptedParameters(name, parameters),
    model: name,
    ...(link === undefined ? {} : { link }),
    messages: [{ role: 'user' as const, parts }],
    onBehalf,
  };
  for await (const event of model.stream(request, signal)) {
    if (event.type !== 'text') continue;
    firstMs ||= performance.now() - began;
    pieces += 1;
    text += event.delta;
  }
  return { text, pieces, firstMs, ms: performance.now() - began };
}

/** Time within which nobody sees whether an answer grows, ms. */
const QUICK_MS = 1500;

async function words(asking: Asking, link: ModelLink, signal: AbortSignal): Promise<Finding> {
  const parts: ModelPart[] = [{ type: 'text', text: 'Count from one to twelve, in words.' }];
  const { text, pieces, firstMs, ms } = await ask(asking, link, parts, signal);
  if (text.trim() === '') {
    const mend = 'Raise MAX_OUTPUT_TOKENS or lower EFFORT: all of the answer may have been reasoning.';
    return { state: 'error', message: `${link.model} answered with nothing`, mend };
  }
  const times = `first words after ${seconds(firstMs)}, all after ${seconds(ms)}`;
  if (pieces > 1 || ms < QUICK_MS) return { state: 'ok', message: `${link.model} answers: ${times}` };
  return {
    state: 'note',
    message: `${link.model} answers, but all at once: ${times}`,
    mend: 'If answers are to grow as they are written, find what holds them up: the server, or a proxy before it.',
  };
}

/** A red square of 64 pixels a side. */
const RED =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQMAAACQp+OdAAAABlBMVEX/AAAAAABBoxIDAAAAD0lEQVR42mNgGAWjgHwAAAJAAAHgTR1EAAAAAElFTkSuQmCC';

async function picture(asking: Asking, link: ModelLink, signal: AbortSignal): Promise<Finding> {
  const blind: Finding = {
    state: 'note',
    message: `${link.model} sees no pictures`,
    mend: 'Set OPENAI_MODEL to a model that does, if people are to send some.',
  };
  if (asking.catalog.can(link.model, 'vision') === false) return blind;
  const image: ModelPart = {
    type: 'image',
    bytes: Buffer.from(RED, 'base64'),
    mime: 'image/png',
    detail: 'low',
    tokens: 100,
  };
  const parts: ModelPart[] = [
    image,
    { type: 'text', text: 'Which colour is this picture? Answer with one English word.' },
  ];
  const { text } = await ask(asking, link, parts, signal);
  if (asking.catalog.can(link.model, 'vision') === false) return blind;
  if (/red/i.test(text)) return { state: 'ok', message: `${link.model} sees pictures` };
  return { state: 'note', message: `${link.model} takes pictures, but did not see that one is red` };
}

async function sound({ model }: Asking, name: string, signal: AbortSignal): Promise<Finding> {
  const bytes = tone();
  await model.transcribe(
    { model: name, bytes, mime: 'audio/wav', onBehalf: { ...onBehalf, purpose: 'transcript' } },
    signal,
  );
  return { state: 'ok', message: `${name} writes sound down` };
}

/** A second of a quiet tone, as WAV: 16-bit samples, mono. */
function tone(rate = 16_000): Buffer {
  const bytes = Buffer.alloc(44 + rate * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(rate * 2, 40);
  for (let at = 0; at < rate; at += 1)
    bytes.writeInt16LE(Math.round(2000 * Math.sin((at * 440 * 2 * Math.PI) / rate)), 44 + at * 2);
  return bytes;
}

async function voice({ model }: Asking, name: string, chosen: string, signal: AbortSignal): Promise<Finding> {
  const asked = { model: name, text: 'One, two, three.', voice: chosen };
  const { mime } = await model.speak({ ...asked, onBehalf: { ...onBehalf, purpose: 'speech' } }, signal);
  return { state: 'ok', message: `${name} speaks with the voice ${chosen} (${mime.split(';')[0]})` };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
