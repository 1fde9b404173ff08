/** Texts about what answers draw on, and about where that comes from. */
export const knowledge = {
  'knowledge.title': 'Textos en los que se apoyan mis respuestas aquí:',
  'knowledge.none': 'Aquí todavía no hay textos en los que se apoyen mis respuestas.',
  'knowledge.how':
    'Para añadir uno, envía un archivo con `/knowledge add` como descripción, o responde así a un archivo o a un mensaje. `/knowledge add messages=50` toma los últimos mensajes. Con `for=server` vale en todo el grupo; con `for=` y el nombre corto de un personaje tuyo, allí donde este responda.',
  'knowledge.how_discord':
    'Para añadir uno, dale un archivo a `/knowledge`, o responde a un archivo o a un mensaje, mencióname y escribe /knowledge add. Con `messages` tomo los últimos mensajes de este canal. `for` dice dónde vale: `chat` (este canal), `server` o el nombre corto de un personaje tuyo.',
  'knowledge.for.chat': 'Este chat',
  'knowledge.for.server': 'Todo el servidor o grupo',
  'knowledge.for.persona': 'Personaje {{name}}',
  'knowledge.kind.file': 'archivo',
  'knowledge.kind.page': 'página',
  'knowledge.kind.message': 'mensaje',
  'knowledge.kind.channel': 'mensajes',
  'knowledge.line': '{{number}}\\. **{{name}}** · {{kind}} de {{tokens}} tokens · {{who}}, {{ago}}',
  'knowledge.added':
    'A partir de ahora mis respuestas se apoyan en **{{name}}** ({{tokens}} tokens). Dónde: {{where}}.',
  'knowledge.more': 'Es más largo de lo que leo: conozco su comienzo.',
  'knowledge.many': 'Allí ya hay {{sources}} textos y no admito más. Quita antes uno.',
  'knowledge.long': 'Es demasiado texto: en un lugar caben como máximo {{millions}} millones de caracteres.',
  'knowledge.unnamed': 'archivo',
  'knowledge.channel': 'Últimos {{count}} mensajes, {{day}}',
  'knowledge.no_messages': 'Aquí no hay mensajes que pueda leer.',
  'knowledge.no_file':
    'Solo puedo apoyarme en texto: un documento, una tabla, una página web guardada como archivo o un mensaje.',
  'knowledge.no_text': 'No he encontrado texto en **{{name}}**: quizá sea un escaneo, que solo veo como imágenes.',
  'knowledge.link':
    'Todavía no puedo abrir páginas web. Guarda la página como archivo (HTML) y envíamelo, o pega su texto en un mensaje y respóndele con `/knowledge add`.',
  'knowledge.unknown': 'Aquí no conozco «{{value}}». Puede ser uno de estos: {{choices}}.',
  'knowledge.which': '¿Cuál? Por ejemplo: `/knowledge remove 1`',
  'knowledge.gone': 'Ese texto ya no está.',
  'knowledge.remove_sure': '¿Quitar **{{name}}**? Mis respuestas dejarán de apoyarse en él.',
  'knowledge.remove_yes': 'Sí, quitarlo',
  'knowledge.removed': 'He quitado **{{name}}**.',
  'knowledge.context': '**Documentos** ({{tokens}}; 🔍: se consultan con cada pregunta): {{list}}',
  'knowledge.sources': 'Fuentes: {{list}}',
  'knowledge.page': 'página {{page}}',
  'knowledge.lines': 'líneas {{lines}}',
  'knowledge.missing': 'No encuentro eso en nuestros textos.',
  'knowledge.handover': 'Con esto puede ayudarte una persona:',
  'knowledge.called': 'Hace un momento ya se avisó a una persona.',
} as const;
