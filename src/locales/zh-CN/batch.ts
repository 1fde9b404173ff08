/** Texts of batches. */
export const batch = {
  'command.batch': '批量处理文件里的许多提示',
  'command.batch.template': '对每一条问什么，用 {列名} 表示填入的内容',
  'command.batch.model': '由哪个模型回答',
  'command.batch.temperature': '措辞的创造性，0 到 2',
  'command.batch.max_tokens': '每条回答的最大长度（token）',
  'command.batch.when': 'now 立即处理；later 一天之内完成，价格减半',
  'command.batch.file': '含有提示的文本、CSV 或 JSONL 文件',

  'batch.how':
    '请发给我一个最多含 {{most}} 条提示的文件，并在说明里写 `/batch`；也可以用 `/batch` 回复这样的文件。文本文件每行一条提示，或用空行分隔；CSV 表格和 JSONL 文件有列，可在模板中引用：`/batch 把 {词语} 翻译成 {语言}`。',
  'batch.how_discord':
    '请给 `/batch` 一个最多含 {{most}} 条提示的文件。文本文件每行一条提示，或用空行分隔；CSV 表格和 JSONL 文件有列，可在模板中引用：`把 {词语} 翻译成 {语言}`。',
  'batch.off': '这里没有启用批量任务。',
  'batch.no_place': '之后没法把答案发给你：我在这里只能当场回复。请在我们的私聊里提出。',
  'batch.later': '这个模型的服务不接受稍后处理的批量任务。',
  'batch.begun_other': '来自 {{name}} 的 **{{count}}** 条提示，由 {{model}} 回答。',
  'batch.kind.lines': '每行算一条提示。',
  'batch.kind.paragraphs': '每段算一条提示，以空行分隔。',
  'batch.kind.csv': '每行算一条提示。',
  'batch.kind.jsonl': '每行算一条提示。',
  'batch.soon': '我会在空闲时处理，完成后把答案作为文件发到这里。',
  'batch.tomorrow': '已交给服务方，一天之内以半价完成。我会把答案作为文件发到这里。',
  'batch.progress': '已完成 **{{done}}** / **{{count}}**。',
  'batch.stop': '■ 停止批量任务',
  'batch.over.done': '**批量任务完成：{{answered}} 条已回答，{{failed}} 条失败。**',
  'batch.over.stopped': '**批量任务已停止：{{answered}} 条已回答，{{failed}} 条失败，{{open}} 条未提问。**',
  'batch.over.quota':
    '**批量任务提前结束：模型服务的账户额度已用完。** {{answered}} 条已回答，{{failed}} 条失败，{{open}} 条未提问。',
  'batch.over.auth':
    '**批量任务提前结束：模型服务不再接受密钥。** {{answered}} 条已回答，{{failed}} 条失败，{{open}} 条未提问。',
  'batch.over.unknown':
    '**批量任务提前结束：服务方没有这个模型。** {{answered}} 条已回答，{{failed}} 条失败，{{open}} 条未提问。',
  'batch.over.denied':
    '**批量任务提前结束：你已不能在这里使用它。** {{answered}} 条已回答，{{failed}} 条失败，{{open}} 条未提问。',
  'batch.over.away':
    '**批量任务提前结束：模型服务太久无法连接。** {{answered}} 条已回答，{{failed}} 条失败，{{open}} 条未提问。',
  'batch.gone': '那个批量任务已不再保留。',
  'batch.line.open': '未提问。',
  'batch.line.empty': '这一行没有提示。',
  'batch.line.cut': '回答达到长度上限，被截断。',
  'batch.line.filtered': '服务方的内容规则中止了这条回答。',
  'batch.line.given_up': '多次尝试后放弃。',

  'batch.file.too_large': '这个文件太大，批量文件最大 {{megabytes}} MB。',
  'batch.file.no_text': '这个文件不是文本。请把表格另存为 CSV，或把提示存为纯文本。',
  'batch.file.empty': '这个文件里没有提示。',
  'batch.file.many': '这个文件里的提示太多：一个批量任务最多 {{most}} 条。',
  'batch.file.column': '模板里有 {{name}}，但文件没有这一列。文件的列：{{columns}}。',
  'batch.file.column_row': '模板里有 {{name}}，但文件的第 {{row}} 条提示没有这个字段。它有：{{columns}}。',
  'batch.file.which': '看不出哪一列是提示。请在模板中写明，例如 `{列名}`。文件的列：{{columns}}。',
  'batch.file.which_row': '看不出第 {{row}} 条提示该问哪个字段。请在模板中写明，例如 `{字段}`。它有：{{columns}}。',
  'batch.file.long': '第 {{row}} 条提示太长：最多 {{most}} 个字符。',
  'batch.file.long_line': '第 {{line}} 行太长。如果是表格，可能有引号没有闭合。',
  'batch.file.json': '第 {{line}} 行不是有效的 JSON。',
  'batch.file.json_kind': '第 {{line}} 行必须是带引号的文本，或花括号中的对象。',
  'batch.file.columns': '这个表格的列太多：最多 {{most}} 列。',
  'batch.file.cells': '在第 {{line}} 行结束的那一行，单元格多于 {{count}} 列。含有分隔符的单元格需要加引号。',
  'batch.file.quote': '第 {{line}} 行附近的引号位置不对：表格里的引号要成对出现。',
} as const;
