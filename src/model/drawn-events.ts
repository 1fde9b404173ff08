import { fields } from './json.ts';
import { createPictureParts } from './picture-parts.ts';
import { createEventDecoder, type EventDecoder } from './sse.ts';

type Event = Readonly<Record<string, unknown>>;

/**
 * Decodes events of an answer that may hold pictures. The bytes of one that is done are the `result` of its item. A picture that
 * comes anywhere else is dropped: one that is not done, and the last event's, which repeats them all.
 */
export function createDrawnEvents(): EventDecoder {
  const decoder = new TextDecoder();
  const events = createEventDecoder();
  const parts = createPictureParts('result', 'partial_image_b64');
  const arrived = new Map<number, Buffer>();
  let count = 0;

  function withBytes(event: Event): Event {
    const item = fields(event['item']);
    const index = item['result'] ?? event['partial_image_b64'];
    if (typeof index !== 'number') return event;
    const result = arrived.get(index);
    for (const each of arrived.keys()) if (each <= index) arrived.delete(each);
    return 'result' in item ? { ...event, item: { ...item, result } } : event;
  }

  function* decode(slice: string, last: boolean): Generator<Event> {
    const { text, pictures } = parts.push(slice, last);
    for (const bytes of pictures) arrived.set(count++, bytes);
    for (const event of events.push(Buffer.from(text))) yield withBytes(event);
  }

  return {
    push: (bytes) => decode(decoder.decode(bytes, { stream: true }), false),
    *flush() {
      yield* decode(decoder.decode(), true);
      for (const event of events.flush()) yield withBytes(event);
    },
  };
}
