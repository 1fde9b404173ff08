/** Texts of batches. */
export const batch = {
  'command.batch': 'Procesar muchas peticiones de un archivo',
  'command.batch.template': 'Qué pedir en cada una, con {columna} donde va su texto',
  'command.batch.model': 'Qué modelo responde',
  'command.batch.temperature': 'Cuánta creatividad en la redacción, de 0 a 2',
  'command.batch.max_tokens': 'Longitud máxima de cada respuesta, en tokens',
  'command.batch.when': 'now (ahora), o later (más tarde) a mitad de precio, en un día',
  'command.batch.file': 'Un archivo de texto, CSV o JSONL con las peticiones',

  'batch.how':
    'Envíame un archivo con hasta {{most}} peticiones y `/batch` como pie, o responde a un archivo así con `/batch`. Un texto lleva una petición por línea, o peticiones separadas por líneas en blanco; una tabla CSV o un archivo JSONL tiene columnas, que una plantilla nombra: `/batch Traduce {palabra} al {idioma}`.',
  'batch.how_discord':
    'Dale a `/batch` un archivo con hasta {{most}} peticiones. Un texto lleva una petición por línea, o peticiones separadas por líneas en blanco; una tabla CSV o un archivo JSONL tiene columnas, que una plantilla nombra: `Traduce {palabra} al {idioma}`.',
  'batch.off': 'Los lotes están desactivados aquí.',
  'batch.no_place':
    'No podría enviarte las respuestas más tarde: aquí solo puedo responder al momento. Pídemelo en nuestro chat privado.',
  'batch.later': 'El servicio de este modelo no admite lotes para más tarde.',
  'batch.begun_one': '**{{count}}** petición de {{name}} para {{model}}.',
  'batch.begun_other': '**{{count}}** peticiones de {{name}} para {{model}}.',
  'batch.kind.lines': 'Cada línea es una petición.',
  'batch.kind.paragraphs': 'Cada párrafo es una petición: las separan líneas en blanco.',
  'batch.kind.csv': 'Cada fila es una petición.',
  'batch.kind.jsonl': 'Cada línea es una petición.',
  'batch.soon': 'Trabajo en ello cuando no hay nada más urgente, y enviaré aquí las respuestas en un archivo.',
  'batch.tomorrow':
    'El servicio ya lo tiene y responde en un día a mitad de precio. Enviaré aquí las respuestas en un archivo.',
  'batch.progress': '**{{done}}** de **{{count}}** listas.',
  'batch.stop': '■ Detener el lote',
  'batch.over.done': '**Tu lote está listo: {{answered}} respondidas, {{failed}} fallidas.**',
  'batch.over.stopped': '**Tu lote se detuvo: {{answered}} respondidas, {{failed}} fallidas, {{open}} sin pedir.**',
  'batch.over.quota':
    '**Tu lote terminó antes de tiempo: la cuenta del servicio del modelo está agotada.** {{answered}} respondidas, {{failed}} fallidas, {{open}} sin pedir.',
  'batch.over.auth':
    '**Tu lote terminó antes de tiempo: el servicio del modelo ya no acepta la clave.** {{answered}} respondidas, {{failed}} fallidas, {{open}} sin pedir.',
  'batch.over.unknown':
    '**Tu lote terminó antes de tiempo: el servicio no tiene ese modelo.** {{answered}} respondidas, {{failed}} fallidas, {{open}} sin pedir.',
  'batch.over.denied':
    '**Tu lote terminó antes de tiempo: ya no puedes usarlo aquí.** {{answered}} respondidas, {{failed}} fallidas, {{open}} sin pedir.',
  'batch.over.away':
    '**Tu lote terminó antes de tiempo: no se pudo contactar con el servicio del modelo durante demasiado tiempo.** {{answered}} respondidas, {{failed}} fallidas, {{open}} sin pedir.',
  'batch.gone': 'Ese lote ya no se conserva.',
  'batch.line.open': 'No se pidió.',
  'batch.line.empty': 'En esta línea no hay ninguna petición.',
  'batch.line.cut': 'La respuesta se cortó en su límite.',
  'batch.line.filtered': 'Las normas de contenido del servicio terminaron esta respuesta.',
  'batch.line.given_up': 'Lo dejé tras varios intentos.',

  'batch.file.too_large': 'Ese archivo es demasiado grande para un lote: puede tener {{megabytes}} MB.',
  'batch.file.no_text': 'Ese archivo no es texto. Guarda la tabla como CSV, o las peticiones como texto sin formato.',
  'batch.file.empty': 'En ese archivo no hay ninguna petición.',
  'batch.file.many': 'En ese archivo hay demasiadas peticiones: un lote tiene como máximo {{most}}.',
  'batch.file.column': 'La plantilla nombra {{name}}, pero el archivo no tiene esa columna. Tiene: {{columns}}.',
  'batch.file.column_row':
    'La plantilla nombra {{name}}, pero la petición {{row}} del archivo no tiene ese campo. Tiene: {{columns}}.',
  'batch.file.which':
    'No sé qué columna contiene la petición. Nómbrala en una plantilla, como `{columna}`. El archivo tiene: {{columns}}.',
  'batch.file.which_row':
    'No sé qué campo de la petición {{row}} pedir. Nómbralo en una plantilla, como `{campo}`. Tiene: {{columns}}.',
  'batch.file.long': 'La petición {{row}} es demasiado larga: como máximo, {{most}} caracteres.',
  'batch.file.long_line': 'La línea {{line}} es demasiado larga. Si es una tabla, quizá hay unas comillas sin cerrar.',
  'batch.file.json': 'La línea {{line}} no es JSON válido.',
  'batch.file.json_kind': 'La línea {{line}} tiene que ser un texto entre comillas o un objeto entre llaves.',
  'batch.file.columns': 'Esa tabla tiene demasiadas columnas: como máximo, {{most}}.',
  'batch.file.cells':
    'La fila que termina en la línea {{line}} tiene más celdas que las {{count}} columnas. Una celda que contiene un separador necesita comillas.',
  'batch.file.quote': 'Cerca de la línea {{line}} hay unas comillas fuera de lugar: una tabla abre y cierra todas.',
} as const;
