import type { Command, CommandOption, SentFile } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Context } from '../skin.ts';
import { checked, inLocale, nameIn, optionCalled } from './commands.ts';
import { icon } from './icons.ts';
import { Listbox } from './listbox.ts';
import { OptionField } from './option-field.ts';
import { type Say, sayIn } from './texts.ts';

/** A command whose options are being filled in: it stands in place of the field for writing. */
export class UseForm {
  readonly element: HTMLFormElement;
  readonly command: Command;
  private readonly context: () => Context;
  private readonly close: (sent: boolean) => void;
  private readonly list = new Listbox();
  private readonly note = h('p', { class: 'dc-use-note', role: 'status' });
  private readonly line = h('div', { class: 'dc-use-options' });
  private readonly submit: HTMLButtonElement;
  private readonly fields: OptionField[] = [];

  constructor(command: Command, context: () => Context, close: (sent: boolean) => void) {
    this.command = command;
    this.context = context;
    this.close = close;
    const { say } = this;
    this.submit = h('button', { type: 'submit', class: 'dc-use-send', 'aria-label': say('run') }, icon('send'));
    const leave = h('button', { type: 'button', class: 'dc-use-leave', 'aria-label': say('leave') }, icon('close'));
    const title = `/${nameIn(command, this.locale)}`;
    this.element = h(
      'form',
      { class: 'dc-use-form', 'aria-label': say('command', { command: title }), novalidate: true },
      this.list.element,
      this.note,
      h('div', { class: 'dc-use-line' }, h('span', { class: 'dc-use-name' }, title), this.line, leave, this.submit),
    );
    leave.addEventListener('click', () => close(false));
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    this.element.addEventListener('keydown', (event) => this.typed(event));
    for (const option of command.options) if (option.required) this.add(option);
    this.describe();
    this.draw();
  }

  /** Brings the focus to the first option that is empty, or to the button where there is nothing to fill in. */
  focus(): void {
    const empty = this.fields.find(({ text }) => text === '') ?? this.fields.at(-1);
    if (empty) empty.focus();
    else this.submit.focus();
  }

  /** Fills options in, adding them where they are not there. */
  fill(values: ReadonlyMap<string, string>): void {
    for (const [name, value] of values) {
      const option = this.command.options.find((each) => each.name === name);
      if (option) this.add(option).fill(value);
    }
    this.draw();
  }

  complain(text: string): void {
    this.note.textContent = text;
    this.note.classList.toggle('dc-problem', text !== '');
  }

  /** Sends the command when all of it can be. @returns whether it was sent */
  async send(): Promise<boolean> {
    if (this.element.getAttribute('aria-busy') === 'true') return false;
    this.list.hide();
    const ready = this.read();
    if (!ready) return false;
    this.element.setAttribute('aria-busy', 'true');
    const { error } = await this.context().act({ act: 'use', name: this.command.name, ...ready });
    this.element.removeAttribute('aria-busy');
    if (error === undefined) this.close(true);
    else this.complain(error);
    return error === undefined;
  }

  private get locale(): string {
    return this.context().me.locale;
  }

  private get say(): Say {
    return sayIn(this.context().locale);
  }

  private read() {
    const options: Record<string, string | number | boolean> = {};
    const files: Record<string, SentFile> = {};
    const words = { yes: this.say('yes'), no: this.say('no') };
    for (const field of this.fields) {
      const { option, file, text } = field;
      if (file) files[option.name] = file;
      if (option.type === 'file' ? file || !option.required : text.trim() === '' && !option.required) continue;
      const result = field.chosen === undefined ? checked(option, text, words) : { value: field.chosen };
      if ('problem' in result) {
        field.markWrong();
        this.complain(this.say(result.problem, { name: nameIn(option, this.locale) }));
        field.focus();
        return undefined;
      }
      options[option.name] = result.value;
    }
    return { options, ...(Object.keys(files).length > 0 ? { files } : {}) };
  }

  private typed(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    if (this.begins(event)) return;
    const handled = this.list.key(event);
    if (!handled && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (!handled) this.close(false);
  }

  /** A letter that is typed on a button begins the next option that takes words: the key goes on into its field. */
  private begins({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const isLetter = key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
    if (!isLetter || !(target instanceof HTMLButtonElement)) return false;
    const open = this.fields.map(({ option }) => option);
    const next = this.command.options.find((option) => option.type !== 'file' && !open.includes(option));
    return next !== undefined && this.open(next.name);
  }

  private add(option: CommandOption): OptionField {
    const known = this.fields.find((field) => field.option === option);
    if (known) return known;
    const field = new OptionField(option, {
      context: this.context,
      command: this.command,
      list: this.list,
      about: () => this.describe(option),
      complain: (text) => this.complain(text),
      remove: () => this.remove(field),
      open: (name) => this.open(name),
      values: () => this.values(),
    });
    this.fields.push(field);
    return field;
  }

  /** Texts of all options, for suggestions that depend on others. */
  private values(): Record<string, string> {
    const texts = this.fields.filter(({ option, text }) => option.type !== 'file' && text !== '');
    return Object.fromEntries(texts.map(({ option, text }) => [option.name, text]));
  }

  /** Opens an option by its name. @returns whether there is one */
  private open(name: string): boolean {
    const option = optionCalled(this.command, name, this.locale);
    if (!option) return false;
    const field = this.add(option);
    this.draw();
    field.focus();
    return true;
  }

  private remove(field: OptionField): void {
    if (field.option.required) return;
    this.list.hide();
    const at = this.fields.indexOf(field);
    this.fields.splice(at, 1);
    this.draw();
    const before = this.fields[Math.max(0, at - 1)];
    if (before) before.focus();
    else this.submit.focus();
  }

  private describe(option?: CommandOption): void {
    this.complain('');
    this.note.textContent = inLocale((option ?? this.command).descriptions, this.locale);
  }

  /** Options in their order, then those that can be added. */
  private draw(): void {
    const { options } = this.command;
    this.fields.sort((a, b) => options.indexOf(a.option) - options.indexOf(b.option));
    const open = new Set(this.fields.map(({ option }) => option));
    const more = options.filter((option) => !open.has(option)).map((option) => this.offer(option));
    const nodes = [...this.fields.map(({ element }) => element), ...more];
    // What stands there already is not moved: that would take the focus out of it.
    for (const child of [...this.line.children]) if (!nodes.includes(child as HTMLElement)) child.remove();
    nodes.forEach((node, index) => {
      if (this.line.children[index] !== node) this.line.insertBefore(node, this.line.children[index] ?? null);
    });
  }

  private offer(option: CommandOption): HTMLElement {
    const name = nameIn(option, this.locale);
    const about = inLocale(option.descriptions, this.locale);
    const label = this.say('addOptionLabel', { name, about });
    const button = h(
      'button',
      { type: 'button', class: 'dc-use-more', 'aria-label': label, title: about },
      this.say('addOption', { name }),
    );
    button.addEventListener('click', () => this.open(option.name));
    return button;
  }
}
