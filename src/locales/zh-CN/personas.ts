/** Texts about personas and their files. */
export const personas = {
  'persona.problem.at': '第 {{line}} 行第 {{column}} 列：{{problem}}',
  'persona.problem.unknown':
    '我不认识这种文件。我能读 YAML 或 JSON 格式的角色文件、NextChat 面具、LobeHub 助手、角色卡、Open WebUI 模型和 prompts.chat 的 CSV。',
  'persona.problem.empty': '里面没有角色。',
  'persona.problem.large': '文件太大：最多 {{most}}。',
  'persona.problem.complicated': '内容太复杂：条目太多，或者嵌套太深。',
  'persona.problem.aliases': '里面的别名（`*名称`）重复过多，或者没有指向任何内容。',
  'persona.problem.several': '里面有多个文档。一个文件只能放一个角色。',
  'persona.problem.duplicate': '有一个字段写了两次。',
  'persona.problem.tab': '这一行用制表符缩进。YAML 只能用空格。',
  'persona.problem.indent': '缩进不对。',
  'persona.problem.unfinished': '有引号或括号没有闭合。',
  'persona.problem.syntax': '这不是有效的 YAML。',
  'persona.problem.json': '这不是有效的 JSON。',
  'persona.problem.missing': '缺少字段 `{{field}}`。',
  'persona.problem.strange': '没有 `{{field}}` 这个字段。',
  'persona.problem.long': '`{{field}}` 太长：最多 {{most}} 个字符。',
  'persona.problem.many': '`{{field}}` 的条目太多：最多 {{most}} 个。',
  'persona.problem.field': '`{{field}}` 的值类型不对。',
} as const;
