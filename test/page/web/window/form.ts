import type { Form, FormField } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Context } from '../skin.ts';
import { show } from './toasts.ts';

/** Forms that a platform opens on somebody's screen, one at a time. */
export class Forms {
  private shown: { id: string; dialog: HTMLDialogElement } | undefined;

  update(context: Context): void {
    const form = context.world.forms.find(({ person }) => person === context.me.id);
    if (form?.id === this.shown?.id) return;
    const before = this.shown;
    this.shown = form && { id: form.id, dialog: this.open(form, context) };
    before?.dialog.close();
  }

  private open(form: Form, { t, act }: Context): HTMLDialogElement {
    const fields = form.fields.map(fieldOf);
    const problem = h('p', { class: 'problem', role: 'alert' });
    const cancel = h('button', { type: 'button', class: 'plain' }, t('cancel'));
    const submit = h('button', { type: 'submit', class: 'primary' }, t('form.submit'));
    const body = h(
      'form',
      {},
      h('h2', { id: 'form-title' }, form.title),
      ...fields.flatMap(({ label, below, input }) => [label, ...below, input]),
      problem,
      h('div', { class: 'buttons' }, cancel, submit),
    );
    const dialog = h('dialog', { class: 'box form', 'aria-labelledby': 'form-title' }, body);
    const dismiss = () => {
      dialog.close();
      void act({ act: 'dismiss', form: form.id });
    };
    body.addEventListener('submit', async (event) => {
      event.preventDefault();
      submit.disabled = true;
      const { error } = await act({
        act: 'fill',
        form: form.id,
        texts: Object.fromEntries(fields.map(({ id, input }) => [id, input.value])),
      });
      submit.disabled = false;
      if (error === undefined) dialog.close();
      problem.textContent = error ?? '';
    });
    cancel.addEventListener('click', dismiss);
    dialog.addEventListener('cancel', dismiss);
    show(dialog);
    fields[0]?.input.focus();
    return dialog;
  }
}

function fieldOf({ id, label, description, placeholder, value, required, least, most, long }: FormField, at: number) {
  const name = at === 0 ? 'form-field' : `form-field-${at + 1}`;
  const common = { id: name, required, maxlength: most, minlength: least, placeholder };
  const input = long ? h('textarea', { ...common, rows: 5 }) : h('input', { ...common, type: 'text' });
  input.value = value;
  const needed = required && h('span', { class: 'needed', 'aria-hidden': 'true' }, ' *');
  const below = description === '' ? [] : [h('p', { class: 'hint' }, description)];
  return { id, input, below, label: h('label', { for: name }, label, needed) };
}
