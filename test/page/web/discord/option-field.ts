import type { Command, CommandOption, SentFile } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Context } from '../skin.ts';
import { sentFile } from '../window/files.ts';
import { choicesOf, nameIn } from './commands.ts';
import type { Listbox } from './listbox.ts';
import { type Say, sayIn } from './texts.ts';

/** What a field asks of its form. */
interface Door {
  context: () => Context;
  command: Command;
  list: Listbox;
  /** Says what the option is about. */
  about(): void;
  complain(text: string): void;
  remove(): void;
  /** Opens another option, by its name. */
  open(name: string): boolean;
  /** What stands in all options. */
  values(): Readonly<Record<string, string>>;
}

/** Suggestions are asked for once nothing was typed for this long, ms. */
const CALM_MS = 200;

/** One option of a command, with what is suggested for it. */
export class OptionField {
  readonly element: HTMLElement;
  readonly option: CommandOption;
  /** File that was chosen. */
  file: SentFile | undefined;
  /** Value of the choice that was taken; the text shows its name. */
  chosen: string | number | boolean | undefined;
  private readonly input: HTMLInputElement;
  private readonly door: Door;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(option: CommandOption, door: Door) {
    this.option = option;
    this.door = door;
    const { required, type } = option;
    const listed = type === 'boolean' || option.choices.length > 0 || option.completes;
    const combobox = { role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list' };
    this.input = h('input', {
      type: type === 'file' ? 'file' : 'text',
      class: 'dc-option-input',
      autocomplete: 'off',
      'aria-required': required && 'true',
      inputmode: type === 'integer' ? 'numeric' : type === 'number' ? 'decimal' : undefined,
      ...(listed ? combobox : {}),
    });
    const name = h('span', { class: 'dc-option-name' }, nameIn(option, door.context().me.locale));
    this.element = h('label', { class: 'dc-option', 'data-type': type, 'data-required': required }, name, this.input);
    this.listen();
  }

  get text(): string {
    return this.option.type === 'file' ? (this.file?.name ?? '') : this.input.value;
  }

  focus(): void {
    const { input, option } = this;
    input.focus();
    if (option.type !== 'file') input.setSelectionRange(input.value.length, input.value.length);
  }

  fill(text: string): void {
    if (this.option.type === 'file') return;
    this.input.value = text;
    this.grow();
  }

  markWrong(): void {
    this.input.setAttribute('aria-invalid', 'true');
  }

  private listen(): void {
    const { input, door } = this;
    input.addEventListener('focus', () => {
      door.about();
      if (this.option.type !== 'file') this.suggest();
    });
    input.addEventListener('blur', () => door.list.hide());
    input.addEventListener('input', () => this.changed());
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Backspace' || this.text !== '' || event.isComposing) return;
      event.preventDefault();
      door.remove();
    });
    if (this.option.type === 'file') input.addEventListener('change', () => void this.take(input.files?.[0]));
  }

  private get say(): Say {
    return sayIn(this.door.context().locale);
  }

  private changed(): void {
    const { input, door, option } = this;
    if (option.type === 'file') return;
    this.chosen = undefined;
    input.removeAttribute('aria-invalid');
    const own = [option.name, nameIn(option, door.context().me.locale)].find((name) =>
      input.value.startsWith(`${name}:`),
    );
    if (own !== undefined) input.value = input.value.slice(own.length + 1).trimStart();
    // Whoever types `question: why model: ` opens the next option by that.
    const [mark, name = ''] = /(?:^|\s)([\p{L}\p{N}_-]{1,32}):\s?$/u.exec(input.value) ?? [];
    if (mark !== undefined && name !== option.name) {
      const before = input.value;
      input.value = before.slice(0, -mark.length);
      if (door.open(name)) {
        this.grow();
        return;
      }
      input.value = before;
    }
    this.grow();
    this.suggest();
  }

  /** As wide as its words, where the browser does not do it by itself. */
  private grow(): void {
    this.input.size = Math.min(60, Math.max(6, this.input.value.length + 1));
  }

  private suggest(): void {
    clearTimeout(this.timer);
    const { option, door, say } = this;
    this.asked += 1;
    if (option.completes) {
      const turn = this.asked;
      this.timer = setTimeout(() => void this.complete(turn), CALM_MS);
      return;
    }
    const typed = this.chosen === undefined ? this.input.value.trim().toLowerCase() : '';
    const choices = choicesOf(option, { yes: say('yes'), no: say('no') });
    this.offer(choices.filter(({ name }) => name.toLowerCase().includes(typed)));
    if (choices.length === 0) door.list.hide();
  }

  /** Asks the bot. What it says to an earlier text than the present one is dropped. */
  private async complete(turn: number): Promise<void> {
    const { door, option } = this;
    const options = { ...door.values(), [option.name]: this.input.value };
    const { choices = [] } = await door
      .context()
      .act({ act: 'complete', name: door.command.name, options, focused: option.name });
    if (turn === this.asked && document.activeElement === this.input) this.offer(choices);
  }

  private offer(choices: readonly { name: string; value: string | number | boolean }[]): void {
    const { input, door, option } = this;
    const label = this.say('suggestions', { name: nameIn(option, door.context().me.locale) });
    const offers = choices.map(({ name, value }) => ({
      name,
      take: () => {
        this.asked += 1;
        input.value = name;
        this.chosen = value;
        input.removeAttribute('aria-invalid');
        door.list.hide();
        this.grow();
      },
    }));
    // Free words stay as typed on Enter; of choices, one has to be taken.
    door.list.show(input, label, offers, !option.completes && this.chosen === undefined);
  }

  private async take(file: File | undefined): Promise<void> {
    this.file = file && (await sentFile(file).catch(() => undefined));
    if (file && !this.file) this.door.complain(this.say('fileUnread', { name: file.name }));
  }
}
