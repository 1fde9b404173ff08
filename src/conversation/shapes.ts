import type { ChatSettings } from '../ports.ts';
import type { Head, TurnNode } from './tree.ts';

/** What stored values must look like. They are outside data too: an older version, a damaged row, another program's. */

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isHead(value: unknown): value is Head {
  return (
    isRecord(value) &&
    value['v'] === 1 &&
    (value['head'] === null || isText(value['head'])) &&
    (value['movedTo'] === undefined || isText(value['movedTo'])) &&
    Array.isArray(value['applied']) &&
    value['applied'].every(isText) &&
    Array.isArray(value['path']) &&
    value['path'].every((entry) => isRecord(entry) && isText(entry['id']) && typeof entry['bytes'] === 'number')
  );
}

export function isTurn(value: unknown): value is TurnNode {
  return (
    isRecord(value) &&
    value['v'] === 1 &&
    isText(value['id']) &&
    (value['parent'] === null || isText(value['parent'])) &&
    isRecord(value['prompt']) &&
    isText(value['prompt']['text']) &&
    isQuote(value['prompt']['quote']) &&
    (value['prompt']['speaker'] === undefined || isText(value['prompt']['speaker'])) &&
    Array.isArray(value['answers']) &&
    value['answers'].every((answer) => isRecord(answer) && isText(answer['text']) && isText(answer['reason']))
  );
}

function isQuote(value: unknown): boolean {
  if (value === undefined) return true;
  return isRecord(value) && isText(value['text']) && (value['author'] === undefined || isText(value['author']));
}

export function isSettings(value: unknown): value is ChatSettings {
  if (!isRecord(value) || value['v'] !== 1) return false;
  const { tier, sampling, language } = value;
  const tierFits = tier === undefined || tier === 'basic' || tier === 'advanced';
  const samplingFits =
    sampling === undefined || (isRecord(sampling) && Object.values(sampling).every((each) => typeof each === 'number'));
  return tierFits && samplingFits && (language === undefined || isText(language));
}

export function isLink(value: unknown): value is { turn: string } {
  return isRecord(value) && isText(value['turn']);
}
