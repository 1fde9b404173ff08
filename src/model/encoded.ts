/** Bodies of requests as they go out. */

/** Each tool as it goes out, behind a comma: what is told of tools is most of a short request, and the same in each. */
const known = new WeakMap<object, Uint8Array>();

const END = Buffer.from(']}');

/**
 * Writes a body as JSON. One with tools is bytes in UTF-8: a tool that is the same object as in an earlier body is written once.
 * @param body has at least one field besides `tools`
 */
export function encoded(body: object): string | Uint8Array<ArrayBuffer> {
  const { tools, ...others }: { tools?: unknown } = body;
  if (!Array.isArray(tools) || tools.length === 0) return JSON.stringify(body);
  const [first, ...more] = tools.map(bytesOf);
  const head = Buffer.from(`${JSON.stringify(others).slice(0, -1)},"tools":[`);
  return Buffer.concat([head, ...(first ? [first.subarray(1)] : []), ...more, END]);
}

function bytesOf(tool: object): Uint8Array {
  const before = known.get(tool);
  if (before) return before;
  const bytes = Buffer.from(`,${JSON.stringify(tool)}`);
  known.set(tool, bytes);
  return bytes;
}
