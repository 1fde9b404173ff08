/** Texts about accounts of one person on several platforms. */
export const people = {
  'command.link': '連結你在多個平台上的帳號',
  'command.link.code': '另一個平台給的代碼',
  'command.unlink': '讓這個帳號脫離已連結的帳號',

  'link.code':
    '你的代碼是 `{{code}}`。請在 {{minutes}} 分鐘內，到另一個平台的私訊裡傳送 `/link {{code}}` 給我。代碼只能用一次，不要告訴任何人。',
  'link.shares':
    '之後，你為自己選的設定（例如角色）、要我記住的內容和使用額度會在所有連結的帳號上保持一致。權限仍屬於各帳號自己；對話也是，除非你在兩邊都同意共享。',
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
  'link.share': '共享這個對話…',
  'link.share_ask': '**要與 {{others}} 共享我們的私訊對話嗎？**在那邊也同意之前，不會共享任何內容。',
  'link.share_here':
    '之後，那邊的私訊會接著這裡的對話繼續：全部內容都可以在那邊查看和繼續，你在那邊提的問題也會成為其中的一部分。',
  'link.share_there':
    '之後，這個聊天會接著我們與 {{platform}} 上的 **{{name}}** 的對話繼續。你在這裡提的問題會成為其中的一部分，在那邊也看得到。這裡之前的對話會保留，停止共享後會恢復。',
  'link.share_ends':
    '任何一邊都可以隨時停止共享。屆時對話會留在最先連結的帳號那裡，包括在另一邊提過的所有內容。如果你在一邊要我忘記一切，兩邊的對話都會消失。',
  'link.share_yes': '是的，共享',
  'link.share_waits':
    '這個聊天已同意。在我們與 {{others}} 的私訊裡也同意之前，不會共享任何內容：請在那邊傳送 `/link` 給我。',
  'link.share_shared':
    '**我們在這裡的對話與 {{others}} 是同一個。**你在哪裡提問，回答就傳到哪裡。用 `/link` 可以停止共享。',
  'link.share_end': '停止共享',
  'link.share_ended': '我們的對話不再共享。它留在最先連結的帳號那裡，其他聊天繼續各自的對話。',
  'link.share_private': '共享對話要在我們的私訊裡進行：請在那裡傳送 `/link` 給我。',
  'link.apart': '這個聊天已不再共享該對話。請重新傳送，我會接著這裡的對話回答。',
  'unlink.alone': '這個帳號沒有連結其他帳號。用 `/link` 可以連結。',
  'unlink.sure': '要讓這個帳號脫離其他帳號嗎？共享的內容會留在 {{platform}} 上的 {{name}}，這個帳號將從零開始。',
  'unlink.sure_first': '要讓這個帳號脫離其他帳號嗎？共享的內容會留在這裡，其他帳號將從零開始。',
  'unlink.yes': '解除連結',
  'unlink.keeps': '已解除連結。共享的內容留在這個帳號，其他帳號從零開始。',
  'unlink.empty': '已解除連結。共享的內容留在第一個帳號，這個帳號從零開始。',
} as const;
