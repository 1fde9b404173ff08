/** Texts about personas and their files. */
export const personas = {
  'persona.problem.at': 'Line {{line}}, column {{column}}: {{problem}}',
  'persona.problem.unknown':
    'I do not know this kind of file. I read persona files in YAML or JSON, NextChat masks, LobeHub agents, character cards, Open WebUI models and prompts.chat CSV.',
  'persona.problem.empty': 'There is no persona in it.',
  'persona.problem.large': 'It is too large: at most {{most}}.',
  'persona.problem.complicated': 'It is too complicated: too many values, or too deep within each other.',
  'persona.problem.aliases': 'Its aliases (`*name`) repeat more than they should, or name nothing.',
  'persona.problem.several': 'It holds several documents. A file is for one persona.',
  'persona.problem.duplicate': 'A field stands there twice.',
  'persona.problem.tab': 'The line is indented with a tab. YAML wants spaces.',
  'persona.problem.indent': 'The indentation does not fit.',
  'persona.problem.unfinished': 'Something is not closed: a quote or a bracket.',
  'persona.problem.syntax': 'It is no valid YAML.',
  'persona.problem.json': 'It is no valid JSON.',
  'persona.problem.missing': 'The field `{{field}}` is missing.',
  'persona.problem.strange': 'There is no field `{{field}}`.',
  'persona.problem.long': '`{{field}}` is too long: at most {{most}} characters.',
  'persona.problem.many': '`{{field}}` has too many entries: at most {{most}}.',
  'persona.problem.field': 'The value of `{{field}}` is not of the kind it should be.',
} as const;
