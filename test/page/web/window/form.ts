import type { Form } from '../../protocol.ts';
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
    const common = { id: 'form-field', required: form.required, maxlength: form.most, minlength: form.least };
    const field = form.long ? h('textarea', { ...common, rows: 5 }) : h('input', { ...common, type: 'text' });
    field.value = form.value;
    const problem = h('p', { class: 'problem', role: 'alert' });
    const cancel = h('button', { type: 'button', class: 'plain' }, t('cancel'));
    const submit = h('button', { type: 'submit', class: 'primary' }, t('form.submit'));
    const body = h(
      'form',
      {},
      h('h2', { id: 'form-title' }, form.title),
      h(
        'label',
        { for: 'form-field' },
        form.label,
        form.required && h('span', { class: 'needed', 'aria-hidden': 'true' }, ' *'),
      ),
      field,
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
      const { error } = await act({ act: 'fill', form: form.id, text: field.value });
      submit.disabled = false;
      if (error === undefined) dialog.close();
      problem.textContent = error ?? '';
    });
    cancel.addEventListener('click', dismiss);
    dialog.addEventListener('cancel', dismiss);
    show(dialog);
    field.focus();
    return dialog;
  }
}
