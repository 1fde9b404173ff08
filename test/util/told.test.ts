import { expect, it } from 'vitest';
import { fileName, kindOfType, mediaType } from '../../src/util/told.ts';

it.each([
  ['notes.pdf', 'notes.pdf'],
  ['Übersicht (1).xlsx', 'Übersicht (1).xlsx'],
  ['../../../etc/passwd', 'passwd'],
  ['C:\\Users\\ada\\notes.txt', 'notes.txt'],
  ['a\u0000\n\tb.txt', 'a b.txt'],
  ['photo\u202egnp.exe', 'photognp.exe'],
  ['..', undefined],
  ['a/', undefined],
  ['  ', undefined],
  [`${'a'.repeat(400)}.pdf`, `${'a'.repeat(123)}….pdf`],
  [`a.${'b'.repeat(400)}`, `a.${'b'.repeat(125)}…`],
])('a file name is one line and no path: %j', (told, name) => {
  expect(fileName(told)).toBe(name);
});

it.each([
  ['image/png', 'image/png', 'picture'],
  ['Audio/OGG; codecs=opus', 'audio/ogg', 'audio'],
  ['video/mp4', 'video/mp4', 'video'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', undefined, 'file'],
  ['text/plain;charset=utf-8', 'text/plain', 'file'],
  ['no type', undefined, 'file'],
  ['<script>/x', undefined, 'file'],
])('a media type is without parameters: %j', (told, type, kind) => {
  const read = mediaType(told);
  expect(read).toBe(type ?? (told.startsWith('application/') ? told : undefined));
  expect(kindOfType(read)).toBe(kind);
});
