export const tools = {
  'tools.using': 'Usando: {{name}}…',
  'tools.working.search': 'Buscando en la web…',
  'tools.working.code': 'Ejecutando código…',
  'tools.working.query': 'Buscando en la web: {{query}}…',
  'tools.used': 'He usado: {{list}}',
  'tools.pages': 'Páginas: {{list}}',
  'tools.name.search': 'búsqueda web',
  'tools.name.code': 'código',
  'tools.name.now': 'reloj',
  'tools.name.calculate': 'calculadora',
  'tools.name.web_search': 'búsqueda web',
  'tools.name.read_page': 'lectura de una página',
} as const;
