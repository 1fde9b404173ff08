import type { Topic } from './topic.ts';

/** What the stand-in has to say in Spanish. The first that is asked for speaks. */
export const es: readonly Topic[] = [
  {
    asked: /qué (?:puedes|sabes) hacer|qué puedo (?:hacer|preguntar)|^\W*ayuda\W*$/i,
    says: [
      'Soy un **doble** con poco repertorio. Pídeme:\n\n- un *chiste*, una *adivinanza*, un *dato curioso*, un *cuento*, un *poema*\n- una *receta*, un *horario*, un *consejo*, *código*, una *tabla*, `17 * 23`\n- *explica el arcoíris*, *traduce «buenos días» al inglés*\n\nTambién recuerdo lo que me cuentas: *vivo en Lyon*, y luego *¿dónde vivo?*',
    ],
  },
  {
    asked: /(?:qué tal|cómo (?:estás|te va|andas))/i,
    says: ['Tan bien como puede estar una lista de reglas fijas{to}. ¿Y tú?'],
  },
  {
    asked: /\bchistes?\b|hazme reír/i,
    says: [
      '—¿Por qué los programadores confunden Halloween con Navidad?\n\n—Porque **Oct 31** es igual a **Dec 25**.',
      'Un byte entra en un bar con mala cara.\n\n—¿Qué te pasa? —Error de paridad. —Ya decía yo que te veía *un bit* raro.',
    ],
  },
  {
    asked: /\b(?:poema|poesía|haiku|verso)s?\b/i,
    says: [
      '**El faro**\n\nEl faro no elige los barcos:\ngira, y vuelve a girar.\nY si una noche se apaga\ny alguien lo vuelve a encender,\nretoma la misma vuelta\ny la termina también.',
    ],
  },
  {
    asked: /\b(?:cuento|historia)s?\b/i,
    says: [
      '**El farero**\n\nHabía una vez un farero que apuntaba cada barco que pasaba. Una noche la tormenta se llevó el tejado, y con él el libro.\n\nPor la mañana los barcos volvieron, uno a uno, y cada uno dijo su nombre: todos habían guardado una copia.\n\n«Así que a esto», dijo el farero, «lo llaman *duradero*».',
    ],
  },
  {
    asked: /\b(?:adivinanza|acertijo)s?\b/i,
    says: [
      'Tengo ciudades sin casas, ríos sin agua y bosques sin árboles. **¿Qué soy?**\n\nDi *me rindo* y te doy la respuesta.',
    ],
  },
  {
    asked: /\b(?:dato|curiosidad|curioso)\b/i,
    says: [
      'Un pulpo tiene **tres corazones**, y dos se paran cuando nada. Por eso prefiere caminar.',
      'Un día en **Venus** dura más que su año.',
    ],
  },
  {
    asked: /\b(?:receta|cocin\w+|cenar?|comer|desayun\w+)\b/i,
    says: [
      '**Tortilla de patatas** para dos, 40 minutos:\n\n1. Fríe despacio **400 g de patatas** en láminas con media *cebolla*.\n2. Bate **4 huevos** con sal, mezcla y espera cinco minutos.\n3. Cuaja por un lado, dale la vuelta con un plato, y por el otro.\n\nLo de la cebolla se puede discutir toda la noche.',
    ],
  },
  {
    asked: /\b(?:horario|agenda|plan de)\b/i,
    says: [
      'Una semana tranquila:\n\n| Hora | Lun | Mié | Vie |\n| --- | --- | --- | --- |\n| 09:00 | Escribir | Escribir | Revisar |\n| 11:00 | Reuniones | Leer | Reuniones |\n| 16:30 | Paseo | Paseo | *Salir antes* |',
    ],
  },
  {
    asked: /\b(?:tiempo (?:hace|hará)|lluev\w+|llover\w*|temperatura|pronóstico)\b/i,
    says: ['No puedo saber qué tiempo hace{to}: un doble no tiene ventanas. Lo más honrado es que mires por la tuya.'],
  },
  {
    asked: /qué hora es|qué día es/i,
    says: ['No tengo reloj{to}: a las mismas palabras respondo siempre lo mismo.'],
  },
  {
    asked: /\b(?:consejos?|aconséja\w+)\b|qué (?:debo|debería) hacer/i,
    says: [
      'Tres cosas que rara vez hacen daño:\n\n1. **Consultarlo** con la almohada.\n2. Dar *el paso más pequeño*.\n3. Contárselo a alguien que no sea un doble.',
    ],
  },
  {
    asked: /\b(?:me aburro|aburrid[oa]|juguemos|jugar)\b/i,
    says: ['Pues juguemos: tengo una *adivinanza*, un *chiste*, y sé *lanzar una moneda*.'],
  },
  {
    asked: /^\W*(?:adiós|hasta luego|buenas noches|chao)(?!\p{L})/iu,
    says: ['¡Hasta luego{to}! Todo lo que has dicho queda en su conversación.'],
  },
];
