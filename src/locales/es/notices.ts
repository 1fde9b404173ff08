/** Texts around answers: buttons, options, refusals, limits, endings, errors. */
export const notices = {
  'button.stop': '■ Detener',
  'button.retry': '↻ Otra vez',
  'button.continue': '▶ Seguir',
  'button.delete': '✕ Borrar',
  'button.correct': '✎ Corregir',
  'button.vary': '✦ Variante',
  'button.change': '✎ Cambiar',
  'button.larger': '⤢ Más grande',
  'button.original': '⬇ Archivo original',
  'press.gone': 'Este botón ya no funciona: aquello a lo que pertenece ya no está.',
  'press.stranger': 'Eso solo puede hacerlo quien preguntó o un administrador de este chat.',
  'press.other': 'Eso solo puede hacerlo quien preguntó.',
  'form.ask': 'Envíalo como respuesta a este mensaje.',
  'correct.ask': 'Lo que dijiste',
  'correct.what': 'Las palabras correctas, como las dijiste',

  'option.missing': 'Añade {{name}}, por favor: `{{usage}}`',
  'option.unknown': 'No conozco la opción «{{name}}». Se escribe así: `{{usage}}`',
  'option.number': '{{name}} debe ser un número{{range}}, no «{{value}}».',
  'option.integer': '{{name}} debe ser un número entero{{range}}, no «{{value}}».',
  'option.boolean': '{{name}} debe ser true o false, no «{{value}}».',
  'option.choice': '{{name}} debe ser uno de estos valores: {{choices}}; no «{{value}}».',
  'option.length': '{{name}} es demasiado largo: como máximo {{max}} caracteres.',
  'option.range': ' de {{min}} a {{max}}',
  'option.alone':
    'Esta respuesta es solo para ti. Solo puedo mantenerla privada si usas el comando de barra /{{name}}.',
  'option.anonymous':
    'Esta respuesta es solo para una persona y no puedo saber quién eres. Pídemela otra vez con tu propio nombre.',
  'option.gone': 'Ya no puedo leer el mensaje al que te refieres; quizá se haya borrado. No he preguntado nada.',

  'translate.nothing':
    'Responde a un mensaje con /translate o escribe el texto detrás: `/translate to=en Buenos días`.',
  'translate.nothing_discord':
    'Rellena el texto o elige Aplicaciones → Traducir en el menú de un mensaje. También puedes responderle mencionándome y escribiendo /translate.',
  'material.wordless': 'Ese mensaje no tiene texto.',
  'summarise.nothing': 'Responde a un mensaje con /summarise o escribe el texto detrás.',
  'summarise.nothing_discord':
    'Rellena el texto o elige Aplicaciones → Resumir desde aquí en el menú de un mensaje. Para resumir solo ese mensaje, respóndele mencionándome y escribiendo /summarise.',
  'summarise.unreadable':
    'No puedo leer este canal, así que no puedo resumirlo. Un administrador puede cambiarlo: necesito ver el canal y su historial de mensajes.',
  'summarise.absent': 'No estoy en este chat, así que no puedo leer ni resumir lo que se escribió aquí.',
  'summarise.cut': 'Esto abarca los primeros {{count}} de {{all}} mensajes; no cabían más.',
  'summarise.missed_one': 'De lo que he escuchado aquí: {{count}} mensaje, {{ago}}.',
  'summarise.missed_other': 'De lo que he escuchado aquí: {{count}} mensajes, el más antiguo {{ago}}.',

  'image.painting': 'Dibujando: {{prompt}}',
  'image.ask': 'Imagen',
  'image.change': 'Cambio',
  'image.change_what': 'Qué cambiar, p. ej. hazla azul',
  'image.gone': 'Esa imagen ya no se conserva. Dibuja otra con /image.',
  'image.size': '{{model}} no puede dibujar imágenes de tamaño «{{value}}». Disponibles: {{choices}}.',
  'image.quality': '{{model}} no conoce la calidad «{{value}}». Disponibles: {{choices}}.',
  'image.count': 'Puedo dibujar de 1 a {{max}} imágenes a la vez, no {{value}}.',
  'image.long': 'Esta descripción es demasiado larga: como máximo {{max}} caracteres.',
  'image.format': '{{model}} no puede crear imágenes en formato «{{value}}». Disponibles: {{choices}}.',
  'image.background': '{{model}} no conoce el fondo «{{value}}». Disponibles: {{choices}}.',
  'image.transparent': 'Un jpeg no puede tener fondo transparente: elige png o webp.',
  'image.sources': 'Puedo partir de {{max}} imágenes como máximo.',
  'image.source': 'Solo puedo partir de imágenes en estos formatos: {{choices}}, cada una de menos de {{max}} MB.',
  'image.together': 'Estas imágenes juntas son demasiado grandes: como máximo {{max}} MB.',
  'image.mask':
    'La máscara tiene que ser un png de menos de {{max}} MB, del mismo tamaño que la primera imagen y transparente donde esta pueda cambiar.',

  'prompt.empty': '¿Sí? Escribe tu pregunta en el mismo mensaje que mi nombre.',
  'prompt.attachment.picture': 'No puedo acceder a esa imagen. Envíala otra vez o descríbela con palabras.',
  'prompt.attachment.voice': 'No puedo acceder a ese mensaje de voz. Envíalo otra vez o escríbelo.',
  'prompt.attachment.audio': 'No puedo acceder a esa grabación. Envíala otra vez o escríbela.',
  'prompt.attachment.video': 'No puedo acceder a ese vídeo. Descríbelo con palabras y te ayudo.',
  'prompt.attachment.sticker': '¡Qué bueno! Pero no puedo ver este sticker. Escríbeme y te respondo.',
  'prompt.attachment.file': 'No puedo acceder a ese archivo. Envíalo otra vez o pega aquí su texto.',
  'prompt.attachment.other': 'No puedo abrir eso. Escríbeme y te respondo.',
  'prompt.unseen': 'No puedo ver el mensaje al que respondes. Si es importante, copia su texto en el tuyo.',

  'media.looking': 'Mirando…',
  'media.listening': 'Escuchando…',
  'media.reading': 'Leyendo…',
  'media.reading_page': 'Leyendo la página {{page}}…',
  'media.partly': 'He leído las partes que tienen que ver con tu pregunta: el {{percent}} % del archivo.',
  'media.begun': 'Solo he leído el principio del archivo: es más largo de lo que puedo abarcar.',
  'media.too_large': 'Ese archivo es demasiado grande para mí. Prueba con uno más pequeño.',
  'media.too_many_pixels': 'Esa imagen tiene demasiados píxeles para mí. Prueba con una copia más pequeña.',
  'media.empty': 'Ese archivo está vacío.',
  'media.no_sound': 'Ese archivo no tiene sonido.',
  'media.encrypted': 'Ese archivo está protegido con contraseña. Envíamelo sin ella y lo leeré.',
  'media.broken': 'Ese archivo está dañado o no ha llegado entero. Vuelve a enviarlo, por favor.',
  'media.wrong_type': 'No puedo abrir archivos de ese tipo. Prueba con un PDF, un texto o una imagen.',
  'media.svg': 'No puedo ver dibujos SVG. Prueba con un PNG o un JPEG.',
  'media.heic': 'No puedo ver fotos HEIC. Prueba con un JPEG.',
  'media.bomb': 'Ese archivo ocupa muchísimo más de lo debido al descomprimirse, así que no lo he abierto.',
  'media.too_slow': 'He tardado demasiado con ese archivo. Quizá funcione uno más pequeño.',
  'media.stalled': 'Ahora mismo no he podido descargar ese archivo. Inténtalo de nuevo, por favor.',
  'media.gone': 'Ese archivo ya no está disponible. Vuelve a enviarlo, por favor.',
  'media.missing_library': 'Aquí no puedo abrir archivos de ese tipo: me falta un componente por instalar.',
  'media.blind': 'El modelo que uso aquí no puede ver imágenes.',
  'media.deaf': 'No puedo escuchar grabaciones: aquí no hay ningún modelo configurado para eso.',

  'access.denied':
    'Aquí no se me permite responder. Si deberías tener acceso, envía este identificador a quien administra el bot: `{{id}}`',
  'access.denied_chat':
    'No se me permite responder en este chat. Si eso debe cambiar, envía su identificador a quien administra el bot: `{{id}}` (el tuyo es `{{person}}`)',
  'access.not_there':
    'Esto solo se lo muestro a quien está en ese chat, y no puedo comprobar que estés ahí. Pídelo otra vez allí.',
  'access.only.moderator': 'En este chat solo sus administradores pueden usar `{{what}}`.',
  'access.only.owner': 'Aquí solo quien administra el bot puede usar `{{what}}`.',
  'access.only.nobody': '`{{what}}` está desactivado aquí.',
  'access.only_owner': 'En este chat solo respondo a quien me administra; su ID es `{{id}}`.',
  'access.allow_here': 'Responder a todos aquí',
  'access.allow': '✓ Admitir a {{name}}',
  'access.take': '✕ Retirar: {{name}}',
  'access.allowed.place': 'Desde ahora respondo a todo el mundo en ese chat: `{{id}}`',
  'access.allowed.person': 'Desde ahora respondo a esta persona en privado: `{{id}}`',
  'access.full': 'Guardo como máximo {{most}} permisos de este tipo. Retira uno antes; no se ha cambiado nada.',
  'access.taken': 'Retirado: `{{id}}`',
  'access.asked': '**Lo han pedido en el último día y no están admitidos**',
  'access.nobody_asked': 'Nadie lo ha pedido en vano en el último día.',
  'access.given': '**Admitidos por quien me administra**',
  'access.nothing_given': 'No se ha admitido a nadie así. Lo que permite la configuración no aparece aquí.',
  'access.kind.owner': 'Administra el bot',
  'access.kind.person': 'Persona',
  'access.kind.place': 'Grupo o canal',
  'late.note': 'Escribiste esto {{ago}}; no pude responder antes.',
  'late.skipped':
    'Estuve mucho tiempo sin conexión. Los mensajes que se enviaron aquí mientras tanto son demasiado antiguos para responderlos automáticamente; si todavía necesitas una respuesta, envía el tuyo otra vez.',
  'limit.requests': 'Han sido muchos mensajes de golpe. Espera {{seconds}} s antes de enviar más.',
  'limit.queue_one': 'Ya hay {{count}} mensaje esperando aquí. Primero respondo a ese; escríbeme después, por favor.',
  'limit.queue_other':
    'Ya hay {{count}} mensajes esperando aquí. Primero respondo a esos; escríbeme después, por favor.',
  'limit.person_queue_one':
    'Ya tienes {{count}} mensaje esperando en todos tus chats conmigo. Primero respondo a ese; escríbeme después, por favor.',
  'limit.person_queue_other':
    'Ya tienes {{count}} mensajes esperando en todos tus chats conmigo. Primero respondo a esos; escríbeme después, por favor.',
  'limit.all_queue':
    'Ahora mismo hay demasiada gente esperando una respuesta. Inténtalo de nuevo dentro de unos minutos.',
  'limit.pictures_one': 'Solo puedo hacer {{count}} imagen por minuto para ti. Pide menos a la vez.',
  'limit.pictures_other': 'Puedo hacer como mucho {{count}} imágenes por minuto para ti. Pide menos a la vez.',
  'limit.stored_one':
    'Has enviado todo el texto que puedo guardar en un día. Escríbeme dentro de {{count}} hora o envía algo más corto.',
  'limit.stored_other':
    'Has enviado todo el texto que puedo guardar en un día. Escríbeme dentro de {{count}} horas o envía algo más corto.',

  'end.length': 'La respuesta llegó a su longitud máxima.',
  'end.filtered': 'Las normas de contenido del servicio del modelo cortaron la respuesta.',
  'end.cut': 'La respuesta del modelo se interrumpió aquí. Envía /retry para que responda otra vez.',
  'end.timeout': 'El modelo tardó demasiado y se detuvo aquí. Envía /retry para intentarlo otra vez.',

  'error.model_busy': 'El servicio del modelo está sobrecargado. Inténtalo de nuevo en un minuto.',
  'error.model_quota':
    'El presupuesto del servicio del modelo se ha agotado. Quien administra el bot tiene que recargarlo.',
  'error.model_auth': 'El servicio del modelo rechaza mi clave de API. Quien administra el bot debe revisarla.',
  'error.model_unknown': 'El modelo «{{model}}» no está disponible. Quien administra el bot tiene que elegir otro.',
  'error.model_rejected': 'El servicio del modelo no ha aceptado esta petición{{detail}}.',
  'error.model_rejected.detail': ' (el problema es «{{param}}»; mira /settings)',
  'error.model_too_long': 'Es demasiado largo para el modelo. Acórtalo o empieza de nuevo con /new.',
  'error.model_filtered': 'El servicio del modelo lo rechaza por sus normas de contenido.',
  'error.model_unreachable': 'Ahora no consigo conectar con el servicio del modelo. Inténtalo de nuevo en un minuto.',
  'error.model_server': 'El servicio del modelo ha tenido un problema. Inténtalo de nuevo en un minuto.',
  'error.model_stalled': 'El modelo no respondió a tiempo. Inténtalo de nuevo.',
  'error.model_cut': 'La conexión con el modelo se cortó antes de que dijera nada. Inténtalo de nuevo.',
  'error.model_empty': 'El modelo dio una respuesta vacía. Prueba a preguntarlo de otra manera.',
  'error.model_spent':
    'Esto se interrumpió varias veces y puede que cada intento se haya cobrado, así que lo he dejado. Si todavía lo quieres, pídelo otra vez.',
  'error.storage': 'Ahora no puedo leer mi memoria, así que prefiero no responder. Inténtalo más tarde.',
  'error.gave_up': 'Lo siento: lo he intentado varias veces y no ha funcionado. Prueba a preguntarlo de otra manera.',
  'error.no_pictures': 'Tengo una imagen, pero aquí no se me permite enviar imágenes.',
  'error.no_voice': 'Lo he grabado, pero aquí no se me permite enviar mensajes de voz ni archivos.',
  'error.lost_files': 'Lo que preparé no se conservó hasta poder mostrarlo. Si quieres otro, pídemelo de nuevo.',
  'error.undisplayable': 'Tengo una respuesta, pero aquí no se puede mostrar. Pídela de una forma más sencilla.',
  'error.internal': 'Algo ha fallado por mi parte. Inténtalo de nuevo.',
  'error.busy': 'Ahora mismo tengo demasiado trabajo para esto. Inténtalo de nuevo en un minuto.',

  'chain.other': 'Esto lo ha respondido {{model}}: {{wanted}} no está disponible ahora mismo.',
  'mend.model_auth':
    'El servicio del modelo rechaza mi clave de API. Tú me administras: revisa `OPENAI_API_KEY` y vuelve a iniciarme.',
  'mend.model_quota':
    'Se ha agotado el presupuesto del servicio del modelo. Tú me administras: recárgalo donde conseguiste la `OPENAI_API_KEY`, o sube allí su límite.',
  'mend.model_unknown':
    'El modelo «{{model}}» no está disponible. Tú me administras: elige otro con /model, o corrige `OPENAI_MODEL`, `OPENAI_MODEL_ADVANCED` u `OPENAI_BASE_URL`.',
  'mend.model_rejected':
    'El servicio del modelo no ha aceptado esta petición{{detail}}. Tú me administras: el registro tiene su respuesta, sin sus palabras.',
  'mend.model_unreachable':
    'Ahora no consigo conectar con el servicio del modelo. Tú me administras: si sigue así, revisa `OPENAI_BASE_URL`, `PROXY_URL` y la red.',
};
