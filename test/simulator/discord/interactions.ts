import type { Reply } from '../server.ts';
import { attachmentsOf, contentOf, flagsOf, isRecord, type MessageBody, requireSomething } from './body.ts';
import { buttonsOf, choicesOf, formOf } from './components.ts';
import { callbackShape, messageShape } from './message-shapes.ts';
import { addMessage, applyEdit, applyPings, blank, dropMessage } from './messages.ts';
import { invalid, refusals } from './refusals.ts';
import { checkVoice } from './voice.ts';
import { flags, type SimInteraction, type SimMessage, type World } from './world.ts';

/** The endpoints that take an interaction's token instead of the bot's. */

const response = { reply: 4, defer: 5, deferUpdate: 6, update: 7, choices: 8, form: 9 };

/** How each kind may be answered first; the message of a button can be changed by what was pressed on it alone. */
function allowed({ type, source }: SimInteraction): number[] {
  const { reply, defer, deferUpdate, update, choices, form } = response;
  if (type === 4) return [choices];
  return [reply, defer, ...(source ? [deferUpdate, update] : []), ...(type === 5 ? [] : [form])];
}

/** POST /interactions/{id}/{token}/callback: once, within 3 s. */
export async function callback(
  world: World,
  id: string,
  token: string,
  body: MessageBody,
  query: URLSearchParams,
): Promise<Reply> {
  const interaction = world.interactions.get(id);
  if (!interaction || interaction.token !== token || interaction.state === 'failed')
    throw refusals.unknownInteraction();
  if (interaction.state !== 'pending') throw refusals.acknowledged();
  if (Date.now() - interaction.at > world.timing.respondMs) throw refusals.unknownInteraction();
  const type = Number(body.json['type']);
  if (![1, 4, 5, 6, 7, 8, 9, 10, 12].includes(type)) {
    throw invalid(['type'], 'BASE_TYPE_CHOICES', `Value must be one of (${[1, 4, 5, 6, 7, 8, 9, 10, 12].join(', ')}).`);
  }
  if (!allowed(interaction).includes(type)) {
    throw invalid(['type'], 'INTERACTION_RESPONSE_TYPE_INVALID', 'Invalid for this kind of interaction.');
  }
  const data = isRecord(body.json['data']) ? body.json['data'] : {};
  await respond(world, interaction, { json: data, uploads: body.uploads }, type);
  world.changed();
  if (query.get('with_response') === 'true') return { status: 200, body: callbackShape(world, interaction, type) };
  return { status: 204 };
}

async function respond(world: World, interaction: SimInteraction, body: MessageBody, type: number): Promise<void> {
  const { source } = interaction;
  if (type === response.choices) interaction.choices = choicesOf(body.json, interaction.completes);
  else if (type === response.form) interaction.form = formOf(body.json);
  else if (source && (type === response.update || type === response.deferUpdate)) {
    if (!world.messages.has(source.id)) throw refusals.unknownMessage();
    if (type === response.update) await applyEdit(world, source, body);
    interaction.ephemeral = (source.flags & flags.ephemeral) !== 0;
    interaction.original = source;
  } else {
    await write(world, interaction, body, type === response.defer);
    return;
  }
  interaction.state = 'answered';
}

async function write(world: World, interaction: SimInteraction, body: MessageBody, deferred: boolean): Promise<void> {
  const message = ownMessage(world, interaction);
  message.flags = flagsOf(body.json);
  message.type = interaction.about ? 23 : interaction.type === 2 ? 20 : 0;
  // The first response is to come: whatever kind of message that is, this one is none of voice.
  if (deferred) message.flags = (message.flags & ~flags.voice) | flags.loading;
  else {
    message.content = contentOf(body.json) ?? '';
    message.attachments = await attachmentsOf(world, body, []);
    message.buttons = buttonsOf(body.json) ?? [];
    requireSomething(message.content, message.attachments);
    checkVoice(message.flags, body.json, message.content, message.attachments, interaction.channel);
    applyPings(world, message, body.json);
  }
  interaction.state = deferred ? 'thinking' : 'answered';
  interaction.ephemeral = (message.flags & flags.ephemeral) !== 0;
  interaction.original = addMessage(world, message);
}

function ownMessage(world: World, interaction: SimInteraction): SimMessage {
  return { ...blank(world, interaction.channel), webhook: world.application, interaction };
}

/** The interaction a token stands for: 15 minutes, and only once it was responded to. */
function byToken(world: World, application: string, token: string): SimInteraction {
  const interaction = [...world.interactions.values()].find((each) => each.token === token);
  if (!interaction || application !== world.application) throw refusals.unknownWebhook();
  if (Date.now() - interaction.at > world.timing.tokenMs) throw refusals.webhookToken();
  if (interaction.state === 'pending' || interaction.state === 'failed') throw refusals.unknownWebhook();
  return interaction;
}

function messageOf(world: World, interaction: SimInteraction, id: string): SimMessage {
  // What another token made, this one does not reach, but for the message it was pressed on, as its `@original`.
  const found = world.messages.get(id);
  const message = id === '@original' ? interaction.original : found?.interaction === interaction ? found : undefined;
  if (!message || !world.messages.has(message.id)) throw refusals.unknownMessage();
  return message;
}

/** POST /webhooks/{application}/{token}. The first one after a deferral takes the place of the "thinking" message. */
export async function followUp(world: World, application: string, token: string, body: MessageBody): Promise<Reply> {
  const interaction = byToken(world, application, token);
  const { original } = interaction;
  if (original && original.flags & flags.loading) {
    interaction.state = 'answered';
    return { status: 200, body: messageShape(world, await applyEdit(world, original, body)) };
  }
  if (interaction.userOnly && interaction.followups >= 5) throw refusals.followupLimit();
  const content = contentOf(body.json);
  const attachments = await attachmentsOf(world, body, []);
  const buttons = buttonsOf(body.json) ?? [];
  requireSomething(content, attachments);
  interaction.followups += 1;
  const shown = { content: content ?? '', attachments, buttons, flags: flagsOf(body.json) };
  checkVoice(shown.flags, body.json, content, attachments, interaction.channel);
  const message = { ...ownMessage(world, interaction), ...shown };
  applyPings(world, message, body.json);
  return { status: 200, body: messageShape(world, addMessage(world, message)) };
}

export function getReply(world: World, application: string, token: string, id: string): Reply {
  const interaction = byToken(world, application, token);
  return { status: 200, body: messageShape(world, messageOf(world, interaction, id)) };
}

export async function editReply(
  world: World,
  application: string,
  token: string,
  id: string,
  body: MessageBody,
): Promise<Reply> {
  const interaction = byToken(world, application, token);
  const message = await applyEdit(world, messageOf(world, interaction, id), body);
  if (message === interaction.original) interaction.state = 'answered';
  return { status: 200, body: messageShape(world, message) };
}

export function deleteReply(world: World, application: string, token: string, id: string): Reply {
  const interaction = byToken(world, application, token);
  const message = messageOf(world, interaction, id);
  dropMessage(world, message);
  return { status: 204 };
}

/** Shows the user Discord's own failure once the time for a first response is over; call the result to stop watching. */
export function watch(world: World, interaction: SimInteraction): () => void {
  const timer = setTimeout(() => {
    if (interaction.state !== 'pending') return;
    interaction.state = 'failed';
    world.changed();
  }, world.timing.respondMs);
  timer.unref();
  return () => clearTimeout(timer);
}
