import type { Clock, Tool } from '../ports/index.ts';

/** Tells the time: a model knows only when it was made. */
export function createNow(clock: Pick<Clock, 'now'>): Tool {
  return {
    group: 'time',
    effect: 'read',
    spec: {
      name: 'now',
      description:
        'Tells the current date, weekday and time, in the time zone of the person who asks or in another one. Use it whenever an answer depends on what day or time it is: you do not know that otherwise.',
      parameters: {
        type: 'object',
        properties: {
          zone: {
            type: 'string',
            description: 'IANA name of a time zone, such as Europe/Madrid. Leave it out for the zone of the person.',
          },
        },
        additionalProperties: false,
      },
    },
    async run({ zone: asked }, { zone: own }) {
      const zone = typeof asked === 'string' && asked !== '' ? asked : own;
      const told = timeIn(zone ?? 'UTC', clock.now());
      if (told === undefined) return { text: `There is no time zone "${zone}". Use an IANA name.`, isError: true };
      const unknown = zone === undefined ? ' The time zone of the person is not known: this is UTC, so say that.' : '';
      return { text: `${told}${unknown}` };
    },
  };
}

/** Date and time in a zone; undefined where there is no such zone. */
function timeIn(zone: string, now: number): string | undefined {
  try {
    const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long' }).format(now);
    // Of all languages, Swedish writes as ISO 8601 does.
    const at = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(
      now,
    );
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(now);
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return `${day}, ${at}, ${zone} (${offset.replace('GMT', 'UTC')}).`;
  } catch {
    return undefined;
  }
}
