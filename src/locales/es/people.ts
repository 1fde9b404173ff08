/** Texts about accounts of one person on several platforms. */
export const people = {
  'command.link': 'Vincula tus cuentas de varias plataformas',
  'command.link.code': 'El código de la otra plataforma',
  'command.unlink': 'Separa esta cuenta de las vinculadas',

  'link.code':
    'Tu código es `{{code}}`. En la otra plataforma, envíame `/link {{code}}` en nuestro chat privado antes de {{minutes}} minutos. Sirve una sola vez. No se lo des a nadie.',
  'link.shares':
    'Lo que elijas para ti, como un personaje, lo que me pediste recordar y tus límites serán entonces los mismos en todas las cuentas vinculadas. Los permisos y las conversaciones siguen siendo de cada cuenta.',
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
  'unlink.alone': 'Esta cuenta no está vinculada con ninguna otra. `/link` vincula una.',
  'unlink.sure':
    '¿Separar esta cuenta de las demás? Lo que comparten se queda con {{name}} en {{platform}}; esta cuenta empieza vacía.',
  'unlink.sure_first': '¿Separar esta cuenta de las demás? Lo que comparten se queda aquí; las demás empiezan vacías.',
  'unlink.yes': 'Separar',
  'unlink.keeps': 'Separada. Lo compartido se queda con esta cuenta; las demás empiezan vacías.',
  'unlink.empty': 'Separada. Lo compartido se queda con la primera cuenta; esta empieza vacía.',
} as const;
