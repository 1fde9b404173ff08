import type { ChatSettings, EndReason, Home } from '../ports/index.ts';
import type { Head, Link, Shelf } from './state.ts';
import type { TurnNode } from './tree.ts';

/** What stored values must look like. They are outside data too: an older version, a damaged row, another program's. */

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isOptional<T>(value: unknown, fits: (value: unknown) => value is T): value is T | undefined {
  return value === undefined || fits(value);
}

function isTrue(value: unknown): value is true {
  return value === true;
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isListOf(value: unknown, fits: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}

function isTexts(value: unknown): value is string[] {
  return isListOf(value, isText);
}

const reasons: ReadonlySet<unknown> = new Set<EndReason>([
  'complete',
  'length',
  'filtered',
  'stop',
  'timeout',
  'error',
  'cut',
]);

function isReason(value: unknown): value is EndReason {
  return reasons.has(value);
}

export function isHead(value: unknown): value is Head {
  return (
    isRecord(value) &&
    value['v'] === 1 &&
    (value['head'] === null || isText(value['head'])) &&
    isOptional(value['movedTo'], isText) &&
    isOptional(value['movedFrom'], isText) &&
    isOptional(value['thread'], isText) &&
    isNaming(value['naming']) &&
    isOptional(value['at'], isNumber) &&
    isOptional(value['touched'], isNumber) &&
    isOptional(value['tips'], isTexts) &&
    isOptional(value['dropped'], isTexts) &&
    isOptional(value['pinning'], isTrue) &&
    isTexts(value['applied']) &&
    isListOf(value['path'], (entry) => isRecord(entry) && isText(entry['id']) && isOptional(entry['pinned'], isTrue))
  );
}

export function isShelf(value: unknown): value is Shelf {
  return isRecord(value) && value['v'] === 1 && isListOf(value['threads'], isShelfEntry);
}

function isShelfEntry(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['id']) &&
    (value['head'] === null || isText(value['head'])) &&
    isNumber(value['at']) &&
    isNaming(value['naming']) &&
    isOptional(value['pins'], isTexts) &&
    isOptional(value['tips'], isTexts)
  );
}

function isNaming(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isRecord(value) || !isOptional(value['title'], isText)) return false;
  const { hint } = value;
  return hint === undefined || (isRecord(hint) && isText(hint['text']) && isText(hint['turn']));
}

export function isTurn(value: unknown): value is TurnNode {
  return (
    isRecord(value) &&
    value['v'] === 1 &&
    isText(value['id']) &&
    (value['parent'] === null || isText(value['parent'])) &&
    isPrompt(value['prompt']) &&
    isListOf(value['answers'], isAnswer) &&
    isOptional(value['from'], isText) &&
    isOptional(value['thread'], isText) &&
    isOptional(value['asker'], isText) &&
    isOptional(value['shown'], isNumber) &&
    isOptional(value['pinned'], isTrue) &&
    isOptional(value['omitted'], isTrue) &&
    isOptional(value['removed'], isTrue) &&
    isOptional(value['parts'], isTexts)
  );
}

function isPrompt(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['text']) &&
    isQuote(value['quote']) &&
    isOptional(value['speaker'], isText) &&
    isOptional(value['id'], isText) &&
    isOptional(value['echo'], isText) &&
    isOptional(value['joint'], isText) &&
    isOneOf(value['tier'], ['basic', 'advanced']) &&
    isOptional(value['alone'], isTrue) &&
    (value['pieces'] === undefined || isListOf(value['pieces'], isPiece))
  );
}

function isPiece(value: unknown): boolean {
  return isRecord(value) && isText(value['key']) && isText(value['id']) && isText(value['text']);
}

function isQuote(value: unknown): boolean {
  if (value === undefined) return true;
  return isRecord(value) && isText(value['text']) && isOptional(value['author'], isText);
}

function isAnswer(value: unknown): boolean {
  return isRecord(value) && isText(value['text']) && isReason(value['reason']) && isOptional(value['parts'], isTexts);
}

export function isSettings(value: unknown): value is ChatSettings {
  if (!isRecord(value) || value['v'] !== 1) return false;
  const { tier, model, sampling, history, streaming, language } = value;
  return (
    isOneOf(tier, ['basic', 'advanced']) &&
    isOptional(model, isText) &&
    (sampling === undefined || isSampling(sampling)) &&
    isOneOf(history, ['group', 'topic', 'member']) &&
    isOneOf(streaming, ['edits', 'drafts', 'off']) &&
    isOptional(language, isText)
  );
}

function isOneOf(value: unknown, choices: readonly string[]): boolean {
  return value === undefined || (isText(value) && choices.includes(value));
}

function isSampling(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { effort, verbosity, ...numbers } = value;
  return isOptional(effort, isText) && isOptional(verbosity, isText) && Object.values(numbers).every(isNumber);
}

/** Read by the gate and, opaque, by the platform. */
function isHome(value: unknown): value is Home {
  if (!isRecord(value)) return false;
  const { place, target } = value;
  return (
    isRecord(place) &&
    isOneOf(place['kind'], ['private', 'group', 'personal']) &&
    isTexts(place['scopes']) &&
    isRecord(target) &&
    isText(target['surface']) &&
    isText(target['chat']) &&
    isRecord(target['address'])
  );
}

function isNoted(value: unknown): boolean {
  if (value === undefined) return true;
  return (
    isRecord(value) &&
    isText(value['said']) &&
    isTexts(value['parts']) &&
    isOptional(value['elsewhere'], isTrue) &&
    isOptional(value['pictures'], isTrue) &&
    isOptional(value['skipped'], isTrue) &&
    isOptional(value['joint'], isText) &&
    (value['pieces'] === undefined || isListOf(value['pieces'], isPiece))
  );
}

export function isLink(value: unknown): value is Link & { v: 1 } {
  return (
    isRecord(value) &&
    value['v'] === 1 &&
    isText(value['conversation']) &&
    isOptional(value['turn'], isText) &&
    isOptional(value['asker'], isText) &&
    isOptional(value['prompt'], isFlag) &&
    isOptional(value['chat'], isText) &&
    isOptional(value['line'], isText) &&
    isOptional(value['home'], isHome) &&
    isNoted(value['noted'])
  );
}
