import type { Deed, Item, Place, SentFile } from '../../protocol.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { authorOf, wordsOf } from '../items.ts';
import type { Page } from '../page.ts';
import type { Assist, Skin } from '../skin.ts';
import { About } from './about.ts';
import { Asked } from './asked.ts';
import { Chips } from './chips.ts';
import { type Draft, Drafts } from './draft.ts';
import { bytesOf, MOST_BYTES, MOST_FILES, sentFile } from './files.ts';
import { Recorder } from './recorder.ts';
import type { Part, View } from './view.ts';

/** The field for writing, with all that can be sent. */
export class Composer implements Part {
  readonly element: HTMLElement;
  private readonly field = h('textarea', { rows: 1, autocomplete: 'off', enterkeyhint: 'send', class: 'field' });
  private readonly picker = h('input', {
    type: 'file',
    multiple: true,
    class: 'unseen',
    tabindex: -1,
    'aria-hidden': 'true',
  });
  private readonly attach = h('button', { type: 'button', class: 'round' }, icon('attach'));
  private readonly voice = h('button', { type: 'button', class: 'round voice' }, icon('mic'));
  private readonly submit = h('button', { type: 'button', class: 'round send' }, icon('send'));
  private readonly line: HTMLElement;
  private readonly closed = h('p', { class: 'closed-note' });
  private readonly about: About;
  private readonly chips: Chips;
  private readonly asked = new Asked();
  private readonly drafts = new Drafts();
  private readonly assist: Assist;
  private readonly page: Page;
  private draft: Draft = { text: '', files: [] };
  private view: View | undefined;
  private key = '';
  private recorder: Recorder | undefined;

  constructor(skin: Skin, page: Page) {
    this.page = page;
    this.about = new About(() => this.leave());
    this.chips = new Chips((files) => this.set({ files }));
    this.assist = skin.assist(this.field, () => this.seen());
    this.line = h('div', { class: 'line' }, this.attach, this.picker, this.field, this.voice, this.submit);
    this.element = h(
      'div',
      { class: 'composer' },
      this.assist.element,
      this.about.element,
      this.chips.element,
      this.line,
      this.closed,
    );
    this.listen();
  }

  update(view: View): void {
    const key = `${view.me.id} ${view.place.id}`;
    this.view = view;
    if (key !== this.key) {
      this.key = key;
      // What is said to one place is heard in no other.
      this.recorder?.end(false);
      this.draft = this.drafts.of(view.me.id, view.place.id);
      this.field.value = this.draft.text;
      this.assist.changed();
      this.asked.begin(view);
    }
    const asked = this.asked.update(view);
    if (asked)
      this.set({
        about: { what: 'reply', item: asked.item },
        ...(asked.placeholder ? { placeholder: asked.placeholder } : {}),
      });
    this.label(view);
    this.show();
  }

  focus(): void {
    this.field.focus();
  }

  /** Puts words into the field, to be sent or changed. */
  write(text: string): void {
    this.field.value = text;
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  begin(what: 'reply' | 'edit', item: Item): void {
    this.set({ about: { what, item } });
    if (what === 'edit') this.write(wordsOf(item));
    this.field.focus();
  }

  /** Takes files that were dropped or pasted. */
  async add(files: readonly File[]): Promise<void> {
    const { key, page } = this;
    const { t } = page;
    for (const file of files) {
      const sent = file.size > MOST_BYTES ? undefined : await sentFile(file).catch(() => undefined);
      // Read when somebody has gone to another place, it would be sent there.
      if (this.key !== key) return;
      if (this.draft.files.length >= MOST_FILES) return page.toast(t('files.many', { count: MOST_FILES }), 'error');
      if (file.size + bytesOf(this.draft.files) > MOST_BYTES)
        page.toast(t('files.large', { name: file.name }), 'error');
      else if (file.size === 0 || !sent) page.toast(t('files.empty', { name: file.name }), 'error');
      else this.set({ files: [...this.draft.files, sent] });
    }
  }

  private seen(): View {
    if (!this.view) throw new Error('The field is used before its window is drawn');
    return this.view;
  }

  private listen(): void {
    const { field, picker } = this;
    field.addEventListener('input', () => {
      this.set({ text: field.value });
      this.assist.changed();
    });
    field.addEventListener('keydown', (event) => this.typed(event));
    field.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void this.add(files);
    });
    this.attach.addEventListener('click', () => picker.click());
    picker.addEventListener('change', () => {
      void this.add([...(picker.files ?? [])]);
      picker.value = '';
      field.focus();
    });
    this.submit.addEventListener('click', () => void this.send());
    this.voice.addEventListener('click', () => void this.record());
  }

  private typed(event: KeyboardEvent): void {
    if (event.isComposing || !this.view) return;
    if (this.assist.key(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void this.send();
    } else if (event.key === 'Escape' && this.draft.about) {
      event.preventDefault();
      this.leave();
    } else if (event.key === 'ArrowUp' && this.field.value === '') {
      const own = this.view.items.findLast((item) => authorOf(item) === this.view?.me.id && wordsOf(item) !== '');
      if (!own) return;
      event.preventDefault();
      this.begin('edit', own);
    }
  }

  private async send(): Promise<void> {
    const { view, draft } = this;
    if (!view) return;
    if (!draft.about && draft.files.length === 0 && this.assist.send()) return this.clear();
    const deed = deedOf({ ...draft, text: this.field.value.trim() });
    if (!deed) return;
    this.clear();
    const { error } = await view.act(deed);
    if (error !== undefined && this.view?.place.id === view.place.id && this.field.value === '') {
      this.set(draft);
      this.field.value = draft.text;
    }
  }

  private async record(): Promise<void> {
    const { view, page, key, voice } = this;
    if (!view) return;
    const done = (sound: SentFile | undefined) => {
      recorder?.element.replaceWith(this.line);
      this.recorder = undefined;
      this.field.focus();
      if (sound) void view.act({ act: 'say', text: '', files: [sound] });
    };
    // The browser may ask first: until then nobody begins once more.
    voice.disabled = true;
    const recorder = await Recorder.begin(page.t, done).catch(() => undefined);
    voice.disabled = false;
    if (!recorder) return page.toast(page.t('voice.none'), 'error');
    this.recorder = recorder;
    this.line.replaceWith(recorder.element);
    if (this.key !== key) recorder.end(false);
  }

  /** Gives up a reply, or a change of words. */
  private leave(): void {
    if (this.draft.about?.what === 'edit') this.clear();
    else this.set({ about: undefined, placeholder: undefined });
    this.field.focus();
  }

  private clear(): void {
    this.field.value = '';
    this.set({ text: '', files: [], about: undefined, placeholder: undefined });
    this.assist.changed();
  }

  private set(change: { [K in keyof Draft]?: Draft[K] | undefined }): void {
    const { text, files, about, placeholder } = { ...this.draft, ...change };
    this.draft = { text: text ?? '', files: files ?? [], ...(about && { about }), ...(placeholder && { placeholder }) };
    if (this.view) this.drafts.keep(this.view.me.id, this.view.place.id, this.draft);
    this.show();
  }

  private show(): void {
    const { view, draft } = this;
    if (!view) return;
    this.about.show(draft.about, view);
    this.chips.show(draft.files, view);
    const empty = this.field.value.trim() === '' && draft.files.length === 0;
    this.voice.hidden = !empty || draft.about?.what === 'edit';
    this.submit.hidden = !this.voice.hidden;
    this.line.hidden = Boolean(view.place.closed);
    this.closed.hidden = !view.place.closed;
    this.field.placeholder = draft.placeholder ?? view.t(`write.${view.place.platform}`, { place: nameOf(view.place) });
  }

  private label({ t, place }: View): void {
    this.field.setAttribute('aria-label', t('write.label', { place: place.name }));
    this.attach.setAttribute('aria-label', t('attach'));
    this.voice.setAttribute('aria-label', t('voice'));
    this.submit.setAttribute('aria-label', t('send'));
    this.closed.textContent = t('closed');
  }
}

/** How Discord calls a place. */
function nameOf({ kind, name }: Place): string {
  return kind === 'private' ? `@${name}` : kind === 'channel' ? `#${name}` : name;
}

function deedOf({ text, files, about }: Draft): Deed | undefined {
  if (about?.what === 'edit') return text ? { act: 'edit', message: about.item.id, text } : undefined;
  if (text === '' && files.length === 0) return undefined;
  return { act: 'say', text, ...(about && { replyTo: about.item.id }), ...(files.length > 0 && { files }) };
}
