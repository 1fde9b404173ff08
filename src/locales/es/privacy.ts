/** Texts about what is kept of people, what they are given of it, and how it goes. */
export const privacy = {
  'privacy.title': '**Lo que guardo de ti**',
  'privacy.nothing': 'De ti no guardo nada más que este mensaje y su respuesta.',
  'privacy.line_one': '**{{kind}}**: {{count}} ({{size}}, de {{ago}}), {{age}}',
  'privacy.line_other': '**{{kind}}**: {{count}} ({{size}}, lo más antiguo {{ago}}), {{age}}',
  'privacy.kind.questions': 'Preguntas y respuestas',
  'privacy.kind.menus': 'Comandos y menús',
  'privacy.kind.conversations': 'Nombres y orden de tus conversaciones',
  'privacy.kind.settings': 'Tus ajustes',
  'privacy.kind.overheard': 'Mensajes oídos en grupos',
  'privacy.kind.words': 'Palabras oídas o leídas en lo que enviaste',
  'privacy.kind.files': 'Imágenes y archivos',
  'privacy.kind.summaries': 'Resúmenes de tus conversaciones',
  'privacy.kind.facts': 'Lo que me pediste recordar',
  'privacy.kind.personas': 'Personajes que creaste',
  'privacy.kind.knowledge': 'Textos que añadiste',
  'privacy.kind.batches': 'Trabajo en segundo plano',
  'privacy.kind.accounts': 'Vínculos entre tus cuentas',
  'privacy.kind.access': 'Tu solicitud de acceso',
  'privacy.kind.open': 'Mensajes que se están respondiendo',
  'privacy.kind.closed': 'Horas de mensajes respondidos, sin palabras',
  'privacy.kind.platform': 'Lo que la plataforma contó de ti',
  'privacy.kind.damaged': 'Valores dañados que no se pueden leer',
  'privacy.kind.other': 'Otras cosas',
  'privacy.until_deleted': 'hasta que se borre',
  'privacy.days_one': 'un día como máximo',
  'privacy.days_other': '{{count}} días como máximo',
  'privacy.grants':
    '**Permisos que te dio un propietario**: se quedan aunque te olvide, sin tu nombre; solo los propietarios los retiran.',
  'privacy.where':
    'Todo está en la máquina en la que funciona este bot. Lo que me preguntas se envía a {{service}} para responderte; lo que se guarde allí, solo allí se puede borrar.',
  'privacy.quotes.stay': 'Donde otros te citaron en sus preguntas, tus palabras se quedan con las suyas.',
  'privacy.export': '⤓ Exportar',
  'privacy.forget': '✕ Olvidarlo todo',
  'privacy.sure':
    '¿Borro para siempre todo lo que guardo de ti, en todos los chats? Las respuestas que te estoy escribiendo terminan. Los mensajes de los chats se quedan: solo tú puedes borrarlos allí. No llego a las copias que el operador hizo antes ni a lo que guarda el servicio del modelo.',
  'privacy.sure_yes': 'Sí, olvídame',
  'privacy.forgetting': 'Olvidando…',
  'privacy.forgotten_one':
    'Hecho: he borrado {{count}} cosa que guardaba de ti. Si me vuelves a escribir, empezamos de nuevo.',
  'privacy.forgotten_other':
    'Hecho: he borrado {{count}} cosas que guardaba de ti. Si me vuelves a escribir, empezamos de nuevo.',
  'privacy.exporting': 'Lo estoy reuniendo…',
  'privacy.exported': 'En este archivo está todo lo que guardo de ti.',
  'privacy.export_missing_one':
    '{{count}} cosa no cabía. Quien me gestiona te la puede dar: `npm run export -- {{person}}`',
  'privacy.export_missing_other':
    '{{count}} cosas no cabían. Quien me gestiona te las puede dar: `npm run export -- {{person}}`',
  'privacy.export_large':
    'Es más de lo que puedo enviar aquí. Quien me gestiona te lo puede dar: `npm run export -- {{person}}`',
  'privacy.retention': 'Conservación',
  'privacy.here_one': 'Aquí se eligió un tiempo más corto: {{count}} día.',
  'privacy.here_other': 'Aquí se eligió un tiempo más corto: {{count}} días.',
  'settings.retention': 'Días guardados',
  'settings.retention.0': 'hasta que se borre',
  'command.settings.retention': 'Días tras los que olvido lo que se dijo aquí, 0 a 3650 (0: nunca por sí solo)',
  'privacy.quotes.redact':
    'Donde otros te citaron en sus preguntas, tus palabras desaparecen cuando te olvido; sus preguntas se quedan.',
} as const;
