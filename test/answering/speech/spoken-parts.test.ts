import { describe, expect, it } from 'vitest';
import { spokenParts } from '../../../src/answering/speech/spoken-parts.ts';

/** Words that are said in parts. */

const cut = (text: string, characters: number, most = 100) => spokenParts(text, { characters, most });

describe('a text that is said in parts', () => {
  it('stays whole where it fits', () => {
    expect(cut('One. Two.', 9)).toEqual({ parts: ['One. Two.'], more: false });
    expect(cut(' \n ', 9)).toEqual({ parts: [], more: false });
  });

  it.each([
    ['Latin', 'It rains. Is it cold? "Yes!" he said. It was 3.5 degrees. No. 5 is here.', 30],
    ['Han', '下雨了。冷吗？“冷！”他说。今天三度。没有人在这里。', 30],
    ['kana', 'あめです。さむいですか？はい。とてもさむいです。だれもいません。', 30],
    ['Devanagari', 'बारिश हो रही है। क्या ठंड है? हाँ। बहुत ठंड है। कोई नहीं है।', 25],
    ['Arabic', 'تمطر السماء. هل الجو بارد؟ نعم. الجو بارد جدا. لا أحد هنا.', 25],
    ['Armenian', 'Անձրև է գալիս։ Ցուրտ է։ Այո։ Շատ ցուրտ է։ Ոչ ոք չկա։', 25],
  ])('is cut at the ends of sentences: %s', (_, text, characters) => {
    const { parts, more } = cut(text, characters);
    expect(more).toBe(false);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part).toMatch(/[.?!。？！।؟։][”"]?$/u);
    expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  it('is cut at a comma, between words, and in a word, as it has to be', () => {
    expect(cut('one two three, four five six', 16).parts).toEqual(['one two three,', 'four five six']);
    expect(cut('one two three four five', 10).parts).toEqual(['one two', 'three four', 'five']);
    expect(cut('a'.repeat(25), 10).parts.map(({ length }) => length)).toEqual([9, 9, 7]);
    expect(cut('ไม่มีช่องว่างระหว่างคำในภาษาไทยเลยสักคำเดียว', 20).parts.length).toBeGreaterThan(2);
  });

  it('rather ends with a paragraph, and not with a few words', () => {
    const [first = '', second = ''] = ['Some words that are here.', 'And some more of them here.'];
    expect(cut(`${first}\n\n${second} Then others, too.`, 60).parts[0]).toBe(first);
    expect(cut(`No. ${'word '.repeat(10).trim()}, ${'word '.repeat(10)}`, 60).parts[0]).toMatch(/,$/);
  });

  it('counts a sign that is a syllable as some letters', () => {
    expect(cut('字'.repeat(100), 30).parts.every(({ length }) => length <= 10)).toBe(true);
    expect(cut('가'.repeat(100), 30).parts.every(({ length }) => length <= 10)).toBe(true);
    // Signs of two units stay whole.
    expect(cut('𠀀'.repeat(20), 30).parts.join('')).toBe('𠀀'.repeat(20));
  });

  it('is said up to so many parts', () => {
    expect(cut('One. Two. Three. Four.', 6, 2)).toEqual({ parts: ['One.', 'Two.'], more: true });
  });

  it('comes to an end whatever the limit', () => {
    expect(cut('字字', 1).parts).toEqual(['字', '字']);
    expect(cut('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3).parts.length).toBeGreaterThan(1);
  });
});
