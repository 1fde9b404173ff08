import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileProblem } from '../batch/files/problem.ts';
import { type PromptFile, readPrompts } from '../batch/files/read.ts';
import { answersName, writeAnswers } from '../batch/files/write.ts';
import { openJournal } from '../batch/journal.ts';
import { linesOf, type OperatorsBatch, workOff } from '../batch/operators.ts';
import { catalogNames, modelOptions, parametersOf } from '../composition/models.ts';
import { type Config, readConfig } from '../config/index.ts';
import { createLocales, type Texts } from '../locales/index.ts';
import { createCatalog } from '../model/catalog.ts';
import { createModel } from '../model/index.ts';
import { createTaught } from '../model/taught.ts';
import { systemClock } from '../util/clock.ts';
import { Fault } from '../util/errors.ts';
import { sha256 } from '../util/sha256.ts';
import type { Printer } from './printer.ts';
import { goThroughProxy } from './through-proxy.ts';
import type { Given, Run } from './verb.ts';

/** Most prompts of a file. */
const MOST = 5000;
/** Pause between two lines that tell how far it is, ms. */
const TELL_MS = 2000;

/** Works off a file of prompts, and goes on where it was left when it is run again. */
export const run: Run = async ([path = ''], { env, file: settings, options, printer }) => {
  const config = readConfig(env, undefined, settings);
  printer.configure({ ...config.log, secrets: config.secrets });
  await goThroughProxy(config, env);
  const texts = createLocales('en').texts('en');
  const template = text(options, 'template');
  const file = await promptsIn(path, template, texts);
  const out = text(options, 'out') ?? join(dirname(path), answersName(file.form));
  if (existsSync(out))
    throw new Fault('config', `${out} is there already`, { advice: 'Move it away, or name another with --out.' });
  const taught = createTaught();
  const { log } = printer;
  const models = createCatalog(catalogNames(config, log), taught);
  const model = createModel({
    ...modelOptions(config, log, systemClock),
    ...{ secret: crypto.getRandomValues(new Uint8Array(32)), taught, hide: printer.hide },
  });
  const request = requestOf(options, config, models);
  const sign = await sha256(Buffer.from(JSON.stringify([file, template, request])));
  const journal = openJournal(`${out}.part`, sign);
  const batch: OperatorsBatch = {
    ...{ file, request, journal, model, models, texts, clock: systemClock, log, onLine: () => undefined },
    ...(template === undefined ? {} : { template }),
  };
  try {
    return await workedOff(batch, out, printer);
  } finally {
    journal.close();
  }
};

/** Works a batch off, tells how far it is, and writes the file. The exit code is 1 where it ended early. */
async function workedOff(batch: OperatorsBatch, out: string, printer: Printer): Promise<number> {
  const { file, journal, texts, request } = batch;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const count = () => countOf(file, journal);
  let told = 0;
  const onLine = () => {
    const now = systemClock.elapsed();
    if (now - told < TELL_MS) return;
    told = now;
    const { answered, failed } = count();
    printer.result(`${answered + failed} of ${file.rows.length} done${failed > 0 ? `, ${failed} of them failed` : ''}`);
  };
  try {
    const why = await workOff({ ...batch, onLine }, stop.signal);
    const notes = {
      open: texts('batch.line.open'),
      cut: texts('batch.line.cut'),
      filtered: texts('batch.line.filtered'),
    };
    const lines = linesOf(file, journal);
    const { bytes } = await writeAnswers({
      ...{ form: file.form, lines, model: request.model, notes },
      most: Number.POSITIVE_INFINITY,
    });
    await writeFile(`${out}.new`, bytes);
    await rename(`${out}.new`, out);
    if (why === 'done') journal.remove();
    printer.result(`${texts(`batch.over.${why}`, { ...count() }).replaceAll('*', '')}\n${out}`);
    return why === 'done' ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    const { answered, failed } = count();
    printer.result(`Stopped; ${answered + failed} of ${file.rows.length} are done. The same command goes on with it.`);
    return 130;
  }
}

function countOf({ rows }: PromptFile, journal: OperatorsBatch['journal']) {
  const count = { answered: 0, failed: 0, open: 0 };
  for (const n of rows.keys()) {
    const outcome = journal.outcome(n);
    count[outcome === undefined ? 'open' : 'answer' in outcome ? 'answered' : 'failed'] += 1;
  }
  return count;
}

async function promptsIn(path: string, template: string | undefined, texts: Texts): Promise<PromptFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Fault('config', `${path} cannot be read`, { advice: 'Name a file with prompts.' }, cause);
  });
  try {
    return await readPrompts(bytes, basename(path), { template, most: MOST });
  } catch (error) {
    if (error instanceof FileProblem) throw new Fault('config', texts(error.key, error.values), {}, error);
    throw error;
  }
}

/** Makes what every prompt is asked with: the operator's own settings, but for what the options say. */
function requestOf(options: Given, config: Config, models: ReturnType<typeof createCatalog>) {
  const wish = text(options, 'model') ?? 'basic';
  const model = wish === 'basic' || wish === 'advanced' ? models.chat(wish) : wish;
  const temperature = number(options, 'temperature');
  const maxOutputTokens = number(options, 'max-tokens');
  const { systemPrompt: system } = config.model;
  return {
    model,
    ...(system === '' ? {} : { system }),
    ...models.acceptedParameters(model, {
      ...parametersOf(config),
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    }),
  };
}

function text(options: Given, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

function number(options: Given, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (value.trim() === '' || !Number.isFinite(Number(value)))
    throw new Fault('config', `--${name} takes a number, and was given ${JSON.stringify(value)}`);
  return Number(value);
}
