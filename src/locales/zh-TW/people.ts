/** Texts about accounts of one person on several platforms. */
export const people = {
  'command.link': '連結你在多個平台上的帳號',
  'command.link.code': '另一個平台給的代碼',
  'command.unlink': '讓這個帳號脫離已連結的帳號',

  'link.code':
    '你的代碼是 `{{code}}`。請在 {{minutes}} 分鐘內，到另一個平台的私訊裡傳送 `/link {{code}}` 給我。代碼只能用一次，不要告訴任何人。',
  'link.shares':
    '之後，你為自己選的設定（例如角色）、要我記住的內容和使用額度會在所有連結的帳號上保持一致。權限和對話仍屬於各帳號自己。',
  'link.whose':
    '這個代碼來自 {{platform}} 上的 **{{name}}**。那是你自己的帳號嗎？如果代碼是別人傳給你的，請不要連結：那是對方的帳號。',
  'link.yes': '是我，連結',
  'link.joined': '**已與 {{platform}} 上的 {{name}} 連結。**用 `/unlink` 可以解除。',
  'link.already': '這兩個帳號已經連結了。',
  'link.both': '兩個帳號都已各自連結其他帳號。請先在其中一個上使用 `/unlink`。',
  'link.full': '最多可以連結 {{most}} 個帳號。',
  'link.over': '時間太久了。請在那邊用 `/link` 取得新代碼。',
  'link.wrong': '代碼不正確、已被使用或已過期。在另一個平台用 `/link` 可以產生新的。',
  'link.own': '這是你自己的代碼：請在另一個平台上傳給我。',
  'link.tries': '錯誤的代碼太多了，請一小時後再試。',
  'link.private': '代碼請在私訊裡傳送。別人可能已經看到了它，所以它已失效：請用 `/link` 產生新的。',
  'link.account': '{{platform}} 上的 **{{name}}**',
  'link.accounts': '已連結的帳號，共享的內容保存在第一個帳號下：',
  'link.told': '**{{platform}} 上的 {{name}} 現在已與此帳號連結。**如果不是你本人操作，請用 `/unlink` 解除。',
  'link.told_gone': '曾有一個帳號與此帳號連結，但現在已解除。',
  'unlink.alone': '這個帳號沒有連結其他帳號。用 `/link` 可以連結。',
  'unlink.sure': '要讓這個帳號脫離其他帳號嗎？共享的內容會留在 {{platform}} 上的 {{name}}，這個帳號將從零開始。',
  'unlink.sure_first': '要讓這個帳號脫離其他帳號嗎？共享的內容會留在這裡，其他帳號將從零開始。',
  'unlink.yes': '解除連結',
  'unlink.keeps': '已解除連結。共享的內容留在這個帳號，其他帳號從零開始。',
  'unlink.empty': '已解除連結。共享的內容留在第一個帳號，這個帳號從零開始。',
} as const;
