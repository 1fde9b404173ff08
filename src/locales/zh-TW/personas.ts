/** Texts about personas and their files. */
export const personas = {
  'persona.problem.at': '第 {{line}} 行第 {{column}} 欄：{{problem}}',
  'persona.problem.unknown':
    '我不認得這種檔案。我能讀 YAML 或 JSON 格式的角色檔案、NextChat 面具、LobeHub 助理、角色卡、Open WebUI 模型和 prompts.chat 的 CSV。',
  'persona.problem.empty': '裡面沒有角色。',
  'persona.problem.large': '檔案太大：最多 {{most}}。',
  'persona.problem.complicated': '內容太複雜：項目太多，或巢狀層級太深。',
  'persona.problem.aliases': '裡面的別名（`*名稱`）重複過多，或沒有指向任何內容。',
  'persona.problem.several': '裡面有多份文件。一個檔案只能放一個角色。',
  'persona.problem.duplicate': '有一個欄位寫了兩次。',
  'persona.problem.tab': '這一行用定位字元縮排。YAML 只能用空格。',
  'persona.problem.indent': '縮排不對。',
  'persona.problem.unfinished': '有引號或括號沒有關上。',
  'persona.problem.syntax': '這不是有效的 YAML。',
  'persona.problem.json': '這不是有效的 JSON。',
  'persona.problem.missing': '缺少欄位 `{{field}}`。',
  'persona.problem.strange': '沒有 `{{field}}` 這個欄位。',
  'persona.problem.long': '`{{field}}` 太長：最多 {{most}} 個字元。',
  'persona.problem.many': '`{{field}}` 的項目太多：最多 {{most}} 個。',
  'persona.problem.field': '`{{field}}` 的值類型不對。',
} as const;
