/** Texts about accounts of one person on several platforms. */
export const people = {
  'command.link': '关联你在多个平台上的账号',
  'command.link.code': '另一个平台给出的代码',
  'command.unlink': '让这个账号脱离已关联的账号',

  'link.code':
    '你的代码是 `{{code}}`。请在 {{minutes}} 分钟内，到另一个平台的私聊里向我发送 `/link {{code}}`。代码只能用一次，不要告诉任何人。',
  'link.shares':
    '之后，你为自己选的设置（例如角色）、让我记住的内容和使用额度会在所有关联账号上保持一致。权限仍归各账号自己；对话也是，除非你在两边都同意共享。',
  'link.whose':
    '这个代码来自 {{platform}} 上的 **{{name}}**。那是你自己的账号吗？如果代码是别人发给你的，请不要关联：那是对方的账号。',
  'link.yes': '是我，关联',
  'link.joined': '**已与 {{platform}} 上的 {{name}} 关联。**用 `/unlink` 可以解除。',
  'link.already': '这两个账号已经关联了。',
  'link.both': '两个账号都已各自关联了其他账号。请先在其中一个上使用 `/unlink`。',
  'link.full': '最多可以关联 {{most}} 个账号。',
  'link.over': '时间太久了。请在那边用 `/link` 获取新代码。',
  'link.wrong': '代码不正确、已被使用或已过期。在另一个平台用 `/link` 可以生成新的。',
  'link.own': '这是你自己的代码：请在另一个平台上发给我。',
  'link.tries': '错误的代码太多了，请一小时后再试。',
  'link.private': '代码请在私聊里发送。别人可能已经看到了它，所以它已失效：请用 `/link` 生成新的。',
  'link.account': '{{platform}} 上的 **{{name}}**',
  'link.accounts': '已关联的账号，共享的内容保存在第一个账号下：',
  'link.told': '**{{platform}} 上的 {{name}} 现在已与此账号关联。**如果不是你本人操作，请用 `/unlink` 解除。',
  'link.told_gone': '曾有一个账号与此账号关联，但现在已解除。',
  'link.share': '共享这个对话…',
  'link.share_ask': '**要与 {{others}} 共享我们的私聊对话吗？**在那边也同意之前，不会共享任何内容。',
  'link.share_here':
    '之后，那边的私聊会接着这里的对话继续：全部内容都可以在那边查看和继续，你在那边提的问题也会成为其中的一部分。',
  'link.share_there':
    '之后，这个聊天会接着我们与 {{platform}} 上的 **{{name}}** 的对话继续。你在这里提的问题会成为其中的一部分，在那边也能看到。这里之前的对话会保留，停止共享后会恢复。',
  'link.share_ends':
    '任何一边都可以随时停止共享。届时对话会留在最先关联的账号那里，包括在另一边提过的所有内容。如果你在一边让我忘记一切，两边的对话都会消失。',
  'link.share_yes': '是的，共享',
  'link.share_waits':
    '这个聊天已同意。在我们与 {{others}} 的私聊里也同意之前，不会共享任何内容：请在那边向我发送 `/link`。',
  'link.share_shared':
    '**我们在这里的对话与 {{others}} 是同一个。**你在哪里提问，回答就发到哪里。用 `/link` 可以停止共享。',
  'link.share_end': '停止共享',
  'link.share_ended': '我们的对话不再共享。它留在最先关联的账号那里，其他聊天继续各自的对话。',
  'link.share_private': '共享对话要在我们的私聊里进行：请在那里向我发送 `/link`。',
  'link.apart': '这个聊天已不再共享该对话。请重新发送，我会接着这里的对话回答。',
  'unlink.alone': '这个账号没有关联其他账号。用 `/link` 可以关联。',
  'unlink.sure': '要让这个账号脱离其他账号吗？共享的内容会留在 {{platform}} 上的 {{name}}，这个账号将从零开始。',
  'unlink.sure_first': '要让这个账号脱离其他账号吗？共享的内容会留在这里，其他账号将从零开始。',
  'unlink.yes': '解除关联',
  'unlink.keeps': '已解除关联。共享的内容留在这个账号，其他账号从零开始。',
  'unlink.empty': '已解除关联。共享的内容留在第一个账号，这个账号从零开始。',
} as const;
