import { makerOf } from './calls.ts';
import { invalid, Refusal } from './failures.ts';
import { type Heard, isRecord } from './heard.ts';

/** Checks that calls and their results belong together, as the service words its refusals. */

type Item = Readonly<Record<string, unknown>>;

const refused = (message: string) => invalid(message, 'input', null);

/** Items that reasoning may lead to: any that the model itself makes. */
const isOutput = (item: Item | undefined): boolean =>
  item !== undefined &&
  (item['role'] === 'assistant' ||
    /_call$|^reasoning$/.test(String(item['type'])) ||
    item['type'] === 'mcp_list_tools');

function checkReasoning(item: Item, next: Item | undefined, body: Item): void {
  const { id, encrypted_content: encrypted } = item;
  if (!isOutput(next)) {
    throw refused(`Item '${String(id)}' of type 'reasoning' was provided without its required following item.`);
  }
  if (typeof encrypted === 'string') {
    const maker = makerOf(encrypted);
    if (maker === undefined || maker === body['model']) return;
    const shown = encrypted.slice(0, 4);
    const message = `The encrypted content ${shown}... could not be verified. Reason: Encrypted content could not be decrypted or parsed.`;
    throw invalid(message, null, 'invalid_encrypted_content');
  }
  if (body['store'] !== false) return;
  const message = `Item with id '${String(id)}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`;
  throw new Refusal(404, { message, type: 'invalid_request_error', param: 'input' });
}

/** Checks the items of POST /responses. What an earlier response or a conversation holds is not looked for. */
function checkItems(items: readonly Item[], body: Item): void {
  const open = new Set<unknown>();
  for (const [at, item] of items.entries()) {
    const { type, call_id: id } = item;
    if (type === 'reasoning') checkReasoning(item, items[at + 1], body);
    if (type === 'function_call') open.add(id);
    if (type === 'function_call_output' && !open.delete(id)) {
      throw refused(`No tool call found for function call output with call_id ${String(id)}.`);
    }
  }
  const [unanswered] = open;
  if (unanswered !== undefined) throw refused(`No tool output found for function call ${String(unanswered)}.`);
}

/** Checks the messages of POST /chat/completions: results follow their calls at once. */
function checkMessages(messages: readonly Item[]): void {
  let open = new Set<unknown>();
  let from = 0;
  for (const [at, message] of messages.entries()) {
    const { role, tool_calls: calls, tool_call_id: id } = message;
    if (role === 'tool') {
      if (id === undefined) {
        const words = "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.";
        throw invalid(words, `messages.[${at}].tool_call_id`, null);
      }
      if (open.delete(id)) continue;
      const words =
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      throw invalid(words, `messages.[${at}].role`, null);
    }
    checkAnswered(open, from);
    open = new Set(Array.isArray(calls) ? calls.filter(isRecord).map((call) => call['id']) : []);
    from = at;
  }
  checkAnswered(open, from);
}

function checkAnswered(open: ReadonlySet<unknown>, at: number): void {
  if (open.size === 0) return;
  const message = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`;
  throw invalid(message, `messages.[${at}].role`, null);
}

/** Checks calls, results and reasoning in a request for text, or throws the service's refusal. */
export function checkPairs(body: Item, api: Heard['api']): void {
  const list = api === 'chat' ? body['messages'] : body['input'];
  if (!Array.isArray(list)) return;
  if (api === 'chat') checkMessages(list.filter(isRecord));
  else if (!body['previous_response_id'] && !body['conversation']) checkItems(list.filter(isRecord), body);
}
