import { initOptions } from './init/options.ts';
import type { Verb } from './verb.ts';

/** Verbs by the word that asks for them; without one, it is `start`. */
export const verbs: Readonly<Record<string, Verb>> = {
  start: { usage: 'npm start', about: 'runs the bot', load: () => import('./start.ts') },
  init: {
    usage: 'npm run init -- [OPTIONS]',
    about: 'asks for what a first start needs, checks it, and writes .env',
    options: initOptions,
    load: () => import('./init/init.ts'),
  },
  backup: {
    usage: 'npm run backup -- FILE',
    about: 'copies the database to a new file, and kept pictures to a folder beside it, also while the bot runs',
    operand: 'file',
    load: () => import('./backup.ts'),
  },
  restore: {
    usage: 'npm run restore -- FILE',
    about: 'puts a copy in the place of the database and its pictures, which are kept beside it; stop the bot first',
    operand: 'file',
    load: () => import('./restore.ts'),
  },
  batch: {
    usage: 'npm run batch -- FILE [OPTIONS]',
    about: 'asks the model each prompt of a text, CSV or JSONL file; run again, it goes on where it was stopped',
    operand: 'file',
    options: {
      template: { type: 'string', value: 'TEXT', about: 'what to ask of each, with {column} where its words go' },
      model: { type: 'string', value: 'NAME', about: 'basic, advanced or the name of a model; basic when not given' },
      temperature: { type: 'string', value: 'NUMBER', about: 'how creative the wording is' },
      'max-tokens': { type: 'string', value: 'NUMBER', about: 'most tokens of each answer' },
      out: { type: 'string', value: 'FILE', about: 'file for the answers; beside the prompts when not given' },
    },
    load: () => import('./batch.ts'),
  },
  export: {
    usage: 'npm run export -- PERSON',
    about: 'writes everything that is kept of a person, named as in OWNERS, to a file; stop the bot first',
    operand: 'person',
    load: () => import('./export.ts'),
  },
  forget: {
    usage: 'npm run forget -- PERSON',
    about: 'deletes everything that is kept of a person, named as in OWNERS; stop the bot first',
    operand: 'person',
    load: () => import('./forget.ts'),
  },
  doctor: {
    usage: 'npm run doctor -- [model] [--json]',
    about: 'names all that is wrong, each with what mends it, and changes nothing; model: asks the model as well',
    operand: 'thing to ask',
    choices: ['model'],
    options: {
      json: {
        type: 'boolean',
        about: 'prints one object, for machines; the exit code is 1 where something prevents work',
      },
    },
    diagnoses: true,
    load: () => import('./doctor/doctor.ts'),
  },
};
