/** Texts about accounts of one person on several platforms. */
export const people = {
  'command.link': 'Vincula tus cuentas de varias plataformas',
  'command.link.code': 'El código de la otra plataforma',
  'command.unlink': 'Separa esta cuenta de las vinculadas',

  'link.code':
    'Tu código es `{{code}}`. En la otra plataforma, envíame `/link {{code}}` en nuestro chat privado antes de {{minutes}} minutos. Sirve una sola vez. No se lo des a nadie.',
  'link.shares':
    'Lo que elijas para ti, como un personaje, lo que me pediste recordar y tus límites serán entonces los mismos en todas las cuentas vinculadas. Los permisos siguen siendo de cada cuenta, y también las conversaciones, salvo que aceptes en cada lado compartir una.',
  'link.whose':
    'Este código lo creó **{{name}}** en {{platform}}. ¿Es tu propia cuenta? Si alguien te envió este código, no la vincules: la cuenta es suya.',
  'link.yes': 'Sí, soy yo: vincular',
  'link.joined': '**Vinculada con {{name}} en {{platform}}.** `/unlink` lo deshace.',
  'link.already': 'Estas cuentas ya están vinculadas.',
  'link.both': 'Las dos cuentas ya están vinculadas con otras. Usa primero `/unlink` en una de ellas.',
  'link.full': 'Se pueden vincular {{most}} cuentas como máximo.',
  'link.over': 'Has tardado demasiado. Pide allí un código nuevo con `/link`.',
  'link.wrong': 'Ese código no es correcto, ya se usó o ha caducado. `/link` en la otra plataforma crea uno nuevo.',
  'link.own': 'Ese es tu propio código: envíamelo en la otra plataforma.',
  'link.tries': 'Demasiados códigos incorrectos. Inténtalo de nuevo dentro de una hora.',
  'link.private':
    'Un código se escribe en nuestro chat privado. Otras personas pueden haber leído este, así que ya no sirve: crea uno nuevo con `/link`.',
  'link.account': '**{{name}}** en {{platform}}',
  'link.accounts': 'Cuentas vinculadas; la primera conserva lo que comparten:',
  'link.told':
    '**{{name}} en {{platform}} está ahora vinculada con esta cuenta.** Si no has sido tú, deshazlo con `/unlink`.',
  'link.told_gone': 'Se vinculó una cuenta con esta, pero ya no lo está.',
  'link.share': 'Compartir esta conversación…',
  'link.share_ask':
    '**¿Compartir nuestra conversación privada con {{others}}?** No se comparte nada hasta que lo aceptes también allí.',
  'link.share_here':
    'A partir de entonces, ese chat privado continúa la conversación de aquí. Allí se puede leer y seguir entera, y lo que preguntes allí pasa a formar parte de ella.',
  'link.share_there':
    'A partir de entonces, este chat continúa nuestra conversación con **{{name}}** en {{platform}}. Lo que preguntes aquí pasa a formar parte de ella y se puede leer allí. Lo que hablamos aquí antes se conserva y vuelve cuando deje de compartirse.',
  'link.share_ends':
    'Cada lado puede terminarlo en cualquier momento. La conversación se queda entonces con la cuenta que se vinculó primero, con todo lo que se preguntó en el otro lado. Si me pides olvidarlo todo en un lado, desaparece en los dos.',
  'link.share_yes': 'Sí, compartirla',
  'link.share_waits':
    'Aceptado para este chat. No se comparte nada hasta que lo aceptes también en nuestro chat privado con {{others}}: envíame `/link` allí.',
  'link.share_shared':
    '**Nuestra conversación de aquí es la misma que con {{others}}.** Cada respuesta llega donde preguntas. `/link` permite dejar de compartirla.',
  'link.share_end': 'Dejar de compartir',
  'link.share_ended':
    'Nuestra conversación ya no se comparte. Se queda con la cuenta que se vinculó primero; los demás chats siguen con la suya.',
  'link.share_private': 'Las conversaciones se comparten desde nuestro chat privado: envíame `/link` allí.',
  'link.apart':
    'La conversación ya no se comparte con este chat. Vuelve a enviarlo y responderé a partir de la que tenemos aquí.',
  'unlink.alone': 'Esta cuenta no está vinculada con ninguna otra. `/link` vincula una.',
  'unlink.sure':
    '¿Separar esta cuenta de las demás? Lo que comparten se queda con {{name}} en {{platform}}; esta cuenta empieza vacía.',
  'unlink.sure_first': '¿Separar esta cuenta de las demás? Lo que comparten se queda aquí; las demás empiezan vacías.',
  'unlink.yes': 'Separar',
  'unlink.keeps': 'Separada. Lo compartido se queda con esta cuenta; las demás empiezan vacías.',
  'unlink.empty': 'Separada. Lo compartido se queda con la primera cuenta; esta empieza vacía.',
} as const;
