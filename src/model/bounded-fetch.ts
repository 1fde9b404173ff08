/** Most bytes of a failure's body; the client would read it to its end, for as long as the server sends. */
const MOST_BYTES = 64 * 1024;

/** Fetches as the global one does; the body of a failure is cut. A success is for its reader to bound. */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.ok || !response.body) return response;
  const { status, statusText, headers } = response;
  return new Response(await headOf(response.body), { status, statusText, headers });
};

async function headOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let left = MOST_BYTES;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return new Blob(chunks);
}
