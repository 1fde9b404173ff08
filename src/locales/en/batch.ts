/** Texts of batches. */
export const batch = {
  'command.batch': 'Work off many prompts from a file',
  'command.batch.template': 'What to ask of each, with {column} where its words go',
  'command.batch.model': 'Which model answers',
  'command.batch.temperature': 'How creative the wording is, 0 to 2',
  'command.batch.max_tokens': 'Maximum length of each answer in tokens',
  'command.batch.when': 'now, or later for half the price (within a day)',
  'command.batch.file': 'A text, CSV or JSONL file with the prompts',

  'batch.how':
    'Send me a file with up to {{most}} prompts, and `/batch` as its caption, or reply to such a file with `/batch`. A text has a prompt on each line, or prompts with blank lines between them; a CSV table or a JSONL file has columns, which a template names: `/batch Translate {word} into {language}`.',
  'batch.how_discord':
    'Give `/batch` a file with up to {{most}} prompts. A text has a prompt on each line, or prompts with blank lines between them; a CSV table or a JSONL file has columns, which a template names: `Translate {word} into {language}`.',
  'batch.off': 'Batches are switched off here.',
  'batch.no_place':
    "I couldn't send you the answers later: here I can only reply to you right away. Ask me in our private chat.",
  'batch.later': 'The service of this model takes no batches for later.',
  'batch.begun_one': '**{{count}}** prompt from {{name}} for {{model}}.',
  'batch.begun_other': '**{{count}}** prompts from {{name}} for {{model}}.',
  'batch.kind.lines': 'I read each line as a prompt.',
  'batch.kind.paragraphs': 'I read each paragraph as a prompt: blank lines stand between them.',
  'batch.kind.csv': 'I read each row as a prompt.',
  'batch.kind.jsonl': 'I read each line as a prompt.',
  'batch.soon': "I'm working on it behind everything else, and send the answers here as a file.",
  'batch.tomorrow':
    'The service has it, and answers within a day for half the price. I send the answers here as a file.',
  'batch.progress': '**{{done}}** of **{{count}}** done.',
  'batch.stop': '■ Stop the batch',
  'batch.over.done': '**Your batch is done: {{answered}} answered, {{failed}} failed.**',
  'batch.over.stopped': '**Your batch was stopped: {{answered}} answered, {{failed}} failed, {{open}} not asked.**',
  'batch.over.quota':
    '**Your batch ended early: the account of the model service is used up.** {{answered}} answered, {{failed}} failed, {{open}} not asked.',
  'batch.over.auth':
    '**Your batch ended early: the model service no longer accepts the key.** {{answered}} answered, {{failed}} failed, {{open}} not asked.',
  'batch.over.unknown':
    '**Your batch ended early: the service has no such model.** {{answered}} answered, {{failed}} failed, {{open}} not asked.',
  'batch.over.denied':
    '**Your batch ended early: you may no longer use it here.** {{answered}} answered, {{failed}} failed, {{open}} not asked.',
  'batch.over.away':
    '**Your batch ended early: the model service could not be reached for too long.** {{answered}} answered, {{failed}} failed, {{open}} not asked.',
  'batch.gone': "That batch isn't kept any more.",
  'batch.line.open': 'Not asked.',
  'batch.line.empty': 'There is no prompt in this line.',
  'batch.line.cut': 'The answer was cut at its limit.',
  'batch.line.filtered': "The service's content rules ended this answer.",
  'batch.line.given_up': 'I gave up after several attempts.',

  'batch.file.too_large': 'That file is too large for a batch: it may have {{megabytes}} MB.',
  'batch.file.no_text': "That file isn't text. Save the table as CSV, or the prompts as a plain text.",
  'batch.file.empty': 'There is no prompt in that file.',
  'batch.file.many': 'There are too many prompts in that file: a batch has at most {{most}}.',
  'batch.file.column': 'The template names {{name}}, but the file has no such column. It has: {{columns}}.',
  'batch.file.column_row':
    'The template names {{name}}, but prompt {{row}} of the file has no such field. It has: {{columns}}.',
  'batch.file.which':
    "I can't tell which column holds the prompt. Name it in a template, like `{column}`. The file has: {{columns}}.",
  'batch.file.which_row':
    "I can't tell which field of prompt {{row}} to ask. Name it in a template, like `{field}`. It has: {{columns}}.",
  'batch.file.long': 'Prompt {{row}} is too long: at most {{most}} characters will do.',
  'batch.file.long_line': 'Line {{line}} is too long. If it is a table, a quotation mark may be open.',
  'batch.file.json': "Line {{line}} isn't valid JSON.",
  'batch.file.json_kind': 'Line {{line}} has to be a text in quotation marks or an object in braces.',
  'batch.file.columns': 'That table has too many columns: at most {{most}} will do.',
  'batch.file.cells':
    'The row that ends on line {{line}} has more cells than the {{count}} columns. A cell with a separator in it needs quotation marks.',
  'batch.file.quote': 'A quotation mark near line {{line}} is out of place: a table opens and closes each of them.',
} as const;
