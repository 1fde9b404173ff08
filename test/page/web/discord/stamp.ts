import { h } from '../dom.ts';
import { daysAgo, styled } from './dates.ts';
import type { Scene } from './scene.ts';

/** When a message was sent: the time alone today, with the day before that. */
export function drawStamp(
  { message, context: { locale }, say }: Scene,
  kind: 'whole' | 'short' = 'whole',
): HTMLElement {
  const at = Date.parse(message.timestamp);
  const time = styled(at, 't', locale);
  const days = daysAgo(at);
  const words =
    kind === 'short' || days === 0 ? time : days === 1 ? say('yesterday', { time }) : styled(at, 's', locale);
  return h(
    'time',
    { class: `dc-stamp dc-stamp-${kind}`, datetime: message.timestamp, title: styled(at, 'F', locale) },
    words,
  );
}
