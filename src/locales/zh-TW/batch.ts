/** Texts of batches. */
export const batch = {
  'command.batch': '批次處理檔案裡的許多提示',
  'command.batch.template': '對每一則問什麼，用 {欄名} 表示填入的內容',
  'command.batch.model': '由哪個模型回答',
  'command.batch.temperature': '措辭的創意程度，0 到 2',
  'command.batch.max_tokens': '每則回答的最大長度（token）',
  'command.batch.when': 'now 立即處理；later 一天之內完成，價格減半',
  'command.batch.file': '含有提示的文字、CSV 或 JSONL 檔案',

  'batch.how':
    '請傳給我一個最多含 {{most}} 則提示的檔案，並在說明裡寫 `/batch`；也可以用 `/batch` 回覆這樣的檔案。文字檔每行一則提示，或以空行分隔；CSV 表格和 JSONL 檔案有欄位，可在範本中引用：`/batch 把 {詞語} 翻譯成 {語言}`。',
  'batch.how_discord':
    '請給 `/batch` 一個最多含 {{most}} 則提示的檔案。文字檔每行一則提示，或以空行分隔；CSV 表格和 JSONL 檔案有欄位，可在範本中引用：`把 {詞語} 翻譯成 {語言}`。',
  'batch.off': '這裡沒有啟用批次工作。',
  'batch.no_place': '之後沒辦法把答案傳給你：我在這裡只能當場回覆。請在我們的私訊裡提出。',
  'batch.later': '這個模型的服務不接受稍後處理的批次工作。',
  'batch.begun_other': '來自 {{name}} 的 **{{count}}** 則提示，由 {{model}} 回答。',
  'batch.kind.lines': '每行算一則提示。',
  'batch.kind.paragraphs': '每段算一則提示，以空行分隔。',
  'batch.kind.csv': '每列算一則提示。',
  'batch.kind.jsonl': '每行算一則提示。',
  'batch.soon': '我會在空閒時處理，完成後把答案以檔案傳到這裡。',
  'batch.tomorrow': '已交給服務方，一天之內以半價完成。我會把答案以檔案傳到這裡。',
  'batch.progress': '已完成 **{{done}}** / **{{count}}**。',
  'batch.stop': '■ 停止批次工作',
  'batch.over.done': '**批次工作完成：{{answered}} 則已回答，{{failed}} 則失敗。**',
  'batch.over.stopped': '**批次工作已停止：{{answered}} 則已回答，{{failed}} 則失敗，{{open}} 則未提問。**',
  'batch.over.quota':
    '**批次工作提前結束：模型服務的帳戶額度已用完。** {{answered}} 則已回答，{{failed}} 則失敗，{{open}} 則未提問。',
  'batch.over.auth':
    '**批次工作提前結束：模型服務不再接受金鑰。** {{answered}} 則已回答，{{failed}} 則失敗，{{open}} 則未提問。',
  'batch.over.unknown':
    '**批次工作提前結束：服務方沒有這個模型。** {{answered}} 則已回答，{{failed}} 則失敗，{{open}} 則未提問。',
  'batch.over.denied':
    '**批次工作提前結束：你已不能在這裡使用它。** {{answered}} 則已回答，{{failed}} 則失敗，{{open}} 則未提問。',
  'batch.over.away':
    '**批次工作提前結束：模型服務太久無法連線。** {{answered}} 則已回答，{{failed}} 則失敗，{{open}} 則未提問。',
  'batch.gone': '那個批次工作已不再保留。',
  'batch.line.open': '未提問。',
  'batch.line.empty': '這一行沒有提示。',
  'batch.line.cut': '回答達到長度上限，被截斷。',
  'batch.line.filtered': '服務方的內容規則中止了這則回答。',
  'batch.line.given_up': '多次嘗試後放棄。',

  'batch.file.too_large': '這個檔案太大，批次檔案最大 {{megabytes}} MB。',
  'batch.file.no_text': '這個檔案不是文字。請把表格另存為 CSV，或把提示存為純文字。',
  'batch.file.empty': '這個檔案裡沒有提示。',
  'batch.file.many': '這個檔案裡的提示太多：一個批次工作最多 {{most}} 則。',
  'batch.file.column': '範本裡有 {{name}}，但檔案沒有這一欄。檔案的欄位：{{columns}}。',
  'batch.file.column_row': '範本裡有 {{name}}，但檔案的第 {{row}} 則提示沒有這個欄位。它有：{{columns}}。',
  'batch.file.which': '看不出哪一欄是提示。請在範本中寫明，例如 `{欄名}`。檔案的欄位：{{columns}}。',
  'batch.file.which_row': '看不出第 {{row}} 則提示該問哪個欄位。請在範本中寫明，例如 `{欄位}`。它有：{{columns}}。',
  'batch.file.long': '第 {{row}} 則提示太長：最多 {{most}} 個字元。',
  'batch.file.long_line': '第 {{line}} 行太長。如果是表格，可能有引號沒有成對。',
  'batch.file.json': '第 {{line}} 行不是有效的 JSON。',
  'batch.file.json_kind': '第 {{line}} 行必須是帶引號的文字，或大括號中的物件。',
  'batch.file.columns': '這個表格的欄太多：最多 {{most}} 欄。',
  'batch.file.cells': '在第 {{line}} 行結束的那一列，儲存格多於 {{count}} 欄。含有分隔符號的儲存格需要加引號。',
  'batch.file.quote': '第 {{line}} 行附近的引號位置不對：表格裡的引號要成對出現。',
} as const;
