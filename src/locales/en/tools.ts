/** Texts about tools that answers are made with. */
export const tools = {
  'tools.using': 'Using: {{name}} …',
  'tools.working.search': 'Searching the web …',
  'tools.working.code': 'Running code …',
  'tools.working.query': 'Searching the web: {{query}} …',
  'tools.used': 'Used: {{list}}',
  'tools.pages': 'Pages: {{list}}',
  'tools.name.search': 'web search',
  'tools.name.code': 'code',
  'tools.name.now': 'clock',
  'tools.name.calculate': 'calculator',
  'tools.name.web_search': 'web search',
  'tools.name.read_page': 'reading a page',
} as const;
