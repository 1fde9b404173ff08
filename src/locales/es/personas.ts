/** Texts about personas and their files. */
export const personas = {
  'persona.problem.at': 'Línea {{line}}, columna {{column}}: {{problem}}',
  'persona.problem.unknown':
    'No conozco este tipo de archivo. Leo archivos de personajes en YAML o JSON, máscaras de NextChat, agentes de LobeHub, fichas de personaje, modelos de Open WebUI y el CSV de prompts.chat.',
  'persona.problem.empty': 'No contiene ningún personaje.',
  'persona.problem.large': 'Es demasiado grande: como máximo {{most}}.',
  'persona.problem.complicated':
    'Es demasiado complicado: hay demasiados valores o están anidados a demasiada profundidad.',
  'persona.problem.aliases': 'Sus alias (`*nombre`) se repiten más de la cuenta o no apuntan a nada.',
  'persona.problem.several': 'Contiene varios documentos. Cada archivo es para un solo personaje.',
  'persona.problem.duplicate': 'Hay un campo repetido.',
  'persona.problem.tab': 'La línea está sangrada con un tabulador. YAML exige espacios.',
  'persona.problem.indent': 'La sangría no encaja.',
  'persona.problem.unfinished': 'Falta cerrar algo: unas comillas o un corchete.',
  'persona.problem.syntax': 'No es YAML válido.',
  'persona.problem.json': 'No es JSON válido.',
  'persona.problem.missing': 'Falta el campo `{{field}}`.',
  'persona.problem.strange': 'No existe el campo `{{field}}`.',
  'persona.problem.long': '`{{field}}` es demasiado largo: como máximo {{most}} caracteres.',
  'persona.problem.many': '`{{field}}` tiene demasiadas entradas: como máximo {{most}}.',
  'persona.problem.field': 'El valor de `{{field}}` no es del tipo esperado.',
} as const;
