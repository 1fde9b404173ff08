import type { Command } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Assist, Context } from '../skin.ts';
import { begunName, inLocale, matching, nameIn, readTyped, type Typed } from './commands.ts';
import { Listbox } from './listbox.ts';
import { COMMAND_EVENT } from './markup.ts';
import { sayIn } from './texts.ts';
import { UseForm } from './use-form.ts';

/** Slash commands above the field: a list of them while a name is written, then a form with the options of one. */
export function assistCommands(field: HTMLTextAreaElement, context: () => Context): Assist {
  return new CommandAssist(field, context);
}

class CommandAssist implements Assist {
  readonly element: HTMLElement;
  private readonly field: HTMLTextAreaElement;
  private readonly context: () => Context;
  private readonly list = new Listbox();
  private form: UseForm | undefined;
  /** Person and place that the form is for. */
  private openFor = '';

  constructor(field: HTMLTextAreaElement, context: () => Context) {
    this.field = field;
    this.context = context;
    this.element = h('div', { class: 'dc-assist' }, this.list.element);
    field.setAttribute('aria-autocomplete', 'list');
    field.addEventListener('blur', () => this.list.hide());
    document.addEventListener(COMMAND_EVENT, (event) => this.write((event as CustomEvent<string>).detail));
  }

  key(event: KeyboardEvent): boolean {
    return this.list.key(event);
  }

  changed(): void {
    if (this.form && this.openFor !== this.whereabouts()) this.leave();
    if (this.form) return;
    const { world, me, locale } = this.context();
    const { value } = this.field;
    const typed =
      value.startsWith('/') && value.endsWith(' ') ? readTyped(value, world.commands, me.locale) : undefined;
    if (typed && typed.values.size === 0 && typed.command.options.length > 0) {
      this.open(typed);
      return;
    }
    const begun = begunName(value);
    const found = begun === undefined ? [] : matching(world.commands, begun, me.locale);
    const offers = found.map((command) => ({
      name: `/${nameIn(command, me.locale)}`,
      about: inLocale(command.descriptions, me.locale),
      take: () => this.open({ command, values: new Map(), rest: '' }),
    }));
    this.list.show(this.field, sayIn(locale)('commands'), offers, true);
  }

  send(): boolean {
    const { world, me, locale } = this.context();
    const typed = readTyped(this.field.value.trim(), world.commands, me.locale);
    if (!typed) return false;
    const form = this.open(typed);
    if (typed.rest === '') void form.send();
    else form.complain(sayIn(locale)('noOption', { command: nameIn(typed.command, me.locale), text: typed.rest }));
    return true;
  }

  private open({ command, values }: Typed): UseForm {
    this.list.hide();
    this.form?.element.remove();
    this.openFor = this.whereabouts();
    const form = new UseForm(command, this.context, () => this.leave());
    this.form = form;
    this.element.append(form.element);
    form.fill(values);
    form.focus();
    this.empty();
    return form;
  }

  /** Takes the form away and gives the field back. */
  private leave(): void {
    const focused = this.form?.element.contains(document.activeElement);
    this.form?.element.remove();
    this.form = undefined;
    this.empty();
    if (focused) this.field.focus();
  }

  private empty(): void {
    if (this.field.value === '') return;
    this.field.value = '';
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** Begins a command that was mentioned in a message. */
  private write(name: string): void {
    const { world, me } = this.context();
    const [first = ''] = name.split(' ');
    const typed = readTyped(`/${first}`, world.commands, me.locale);
    if (typed) this.open(typed);
  }

  private whereabouts(): string {
    const { me, place } = this.context();
    return `${me.id} ${place.id}`;
  }
}

/** Commands of a message's menu, in the language of whoever opens it. */
export function messageCommands({ world }: Context): readonly Command[] {
  return world.commands.filter(({ platform, kind }) => platform === 'discord' && kind === 'message');
}
