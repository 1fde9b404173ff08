import { isRecord, type Json } from './body.ts';
import { invalid } from './refusals.ts';
import type { SimButton, SimField, SimForm } from './world.ts';

/** Buttons, forms and suggestions, checked as Discord checks them. */

type Path = (string | number)[];

const rowType = 1;
const buttonType = 2;
const inputType = 4;
const labelType = 18;

/** The buttons a message body asks for; undefined when it names none, so that an edit leaves them. */
export function buttonsOf(json: Json): SimButton[][] | undefined {
  const rows = json['components'];
  if (rows === undefined) return undefined;
  const listed = listOf(rows ?? [], 0, 5, ['components']);
  const buttons = listed.map((row, index) => rowOf(row, ['components', index]));
  const ids = buttons.flat().map(({ id }) => id);
  if (new Set(ids).size < ids.length) {
    throw invalid(['components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  }
  return buttons;
}

function rowOf(row: unknown, path: Path): SimButton[] {
  if (!isRecord(row) || row['type'] !== rowType) throw notThat([...path, 'type'], [rowType]);
  const buttons = listOf(row['components'], 1, 5, [...path, 'components']);
  return buttons.map((button, index) => buttonOf(button, [...path, 'components', index]));
}

function buttonOf(button: unknown, path: Path): SimButton {
  if (!isRecord(button) || button['type'] !== buttonType) throw notThat([...path, 'type'], [buttonType]);
  const style = Number(button['style']);
  if (![1, 2, 3, 4].includes(style)) throw notThat([...path, 'style'], [1, 2, 3, 4]);
  const id = textOf(button['custom_id'], 1, 100, [...path, 'custom_id']);
  const label = textOf(button['label'] ?? '', 0, 80, [...path, 'label']);
  if (label.trim() === '') throw invalid(path, 'BUTTON_COMPONENT_INVALID_DATA', 'A button needs a label or an emoji');
  return { id, label, style };
}

/** Most components of a form, whatever Discord's description of itself says (docs: receiving and responding, modal). */
const formFields = 5;

/** The form a response of type 9 opens; the stand-in knows those with fields for text. */
export function formOf(json: Json): SimForm {
  const id = textOf(json['custom_id'], 1, 100, ['data', 'custom_id']);
  const title = textOf(json['title'], 1, 45, ['data', 'title']);
  const rows = listOf(json['components'], 1, formFields, ['data', 'components']);
  const fields = rows.map((row, at) => fieldOf(row, ['data', 'components', at]));
  if (new Set(fields.map((field) => field.id)).size < fields.length) {
    throw invalid(['data', 'components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  }
  return { id, title, fields };
}

function fieldOf(row: unknown, path: Path): SimField {
  if (!isRecord(row) || row['type'] !== labelType) throw notThat([...path, 'type'], [labelType]);
  const label = textOf(row['label'], 1, 45, [...path, 'label']);
  const { description } = row;
  const input = row['component'];
  const within = [...path, 'component'];
  if (!isRecord(input) || input['type'] !== inputType) throw notThat([...within, 'type'], [inputType]);
  if (input['label'] !== undefined) {
    throw invalid([...within, 'label'], 'COMPONENT_INVALID', 'Cannot be used in a label component');
  }
  if (input['style'] !== 1 && input['style'] !== 2) throw notThat([...within, 'style'], [1, 2]);
  const { value, placeholder } = input;
  return {
    id: textOf(input['custom_id'], 1, 100, [...within, 'custom_id']),
    label,
    ...(description == null ? {} : { description: textOf(description, 1, 100, [...path, 'description']) }),
    style: input['style'],
    required: input['required'] !== false,
    least: numberOf(input['min_length'] ?? 0, 0, [...within, 'min_length']),
    most: numberOf(input['max_length'] ?? 4000, 1, [...within, 'max_length']),
    ...(value == null ? {} : { value: textOf(value, 0, 4000, [...within, 'value']) }),
    ...(placeholder == null ? {} : { placeholder: textOf(placeholder, 0, 100, [...within, 'placeholder']) }),
  };
}

/** What a response of type 8 offers; `type` is the option's. */
export function choicesOf(json: Json, type: number): { name: string; value: string | number }[] {
  return listOf(json['choices'] ?? [], 0, 25, ['data', 'choices']).map((choice, index) => {
    const path = ['data', 'choices', index];
    if (!isRecord(choice)) throw invalid(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    const name = textOf(choice['name'], 1, 100, [...path, 'name']);
    if (type === 3) return { name, value: textOf(choice['value'], 1, 100, [...path, 'value']) };
    if (typeof choice['value'] !== 'number') throw invalid([...path, 'value'], 'NUMBER_TYPE_COERCE', 'Not a number.');
    return { name, value: choice['value'] };
  });
}

function listOf(value: unknown, least: number, most: number, path: Path): unknown[] {
  if (!Array.isArray(value)) throw invalid(path, 'BASE_TYPE_LIST', 'Only iterables may be used in a ListType');
  if (value.length < least || value.length > most) {
    throw invalid(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`);
  }
  return value;
}

function textOf(value: unknown, least: number, most: number, path: Path): string {
  if (typeof value !== 'string') throw invalid(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  const size = [...value].length;
  if (size < least || size > most) {
    throw invalid(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`);
  }
  return value;
}

function numberOf(value: unknown, least: number, path: Path): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= 4000) return value;
  throw invalid(path, 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 4000.');
}

function notThat(path: Path, types: number[]) {
  return invalid(path, 'BASE_TYPE_CHOICES', `Value must be one of (${types.join(', ')}).`);
}
