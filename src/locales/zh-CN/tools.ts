export const tools = {
  'tools.using': '正在使用：{{name}}……',
  'tools.working.search': '正在搜索网页……',
  'tools.working.code': '正在运行代码……',
  'tools.working.query': '正在搜索网页：{{query}}……',
  'tools.used': '用到的工具：{{list}}',
  'tools.pages': '网页：{{list}}',
  'tools.name.search': '网页搜索',
  'tools.name.code': '代码',
  'tools.name.now': '时钟',
  'tools.name.calculate': '计算器',
  'tools.name.web_search': '网页搜索',
  'tools.name.read_page': '阅读网页',
} as const;
