/** Tells whether an address is OpenAI's own. Regions have hosts of their own, e.g. eu.api.openai.com. */
export function isOpenAi(baseUrl: string | undefined): boolean {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return false;
  const { hostname } = new URL(baseUrl);
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}
