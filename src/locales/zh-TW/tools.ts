export const tools = {
  'tools.using': '正在使用：{{name}}……',
  'tools.working.search': '正在搜尋網頁……',
  'tools.working.code': '正在執行程式碼……',
  'tools.working.query': '正在搜尋網頁：{{query}}……',
  'tools.used': '用到的工具：{{list}}',
  'tools.pages': '網頁：{{list}}',
  'tools.name.search': '網頁搜尋',
  'tools.name.code': '程式碼',
  'tools.name.now': '時鐘',
  'tools.name.calculate': '計算機',
  'tools.name.web_search': '網頁搜尋',
  'tools.name.read_page': '閱讀網頁',
} as const;
