import type { Item, SentFile } from '../../protocol.ts';

/** What somebody is about to say in a place. */
export interface Draft {
  text: string;
  files: readonly SentFile[];
  /** Message that is answered to, or whose words are changed. */
  about?: { what: 'reply' | 'edit'; item: Item };
  /** Words in the empty field, where the bot has asked for something. */
  placeholder?: string;
}

/** Drafts by person and place; each waits until its place is looked at again. */
export class Drafts {
  private readonly all = new Map<string, Draft>();

  of(person: string, place: string): Draft {
    return this.all.get(`${person} ${place}`) ?? { text: '', files: [] };
  }

  keep(person: string, place: string, draft: Draft): void {
    this.all.set(`${person} ${place}`, draft);
  }
}
