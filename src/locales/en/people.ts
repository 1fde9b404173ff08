/** Texts about accounts of one person on several platforms. */
export const people = {
  'command.link': 'Link your accounts on several platforms',
  'command.link.code': 'The code from the other platform',
  'command.unlink': 'Separate this account from the linked ones',

  'link.code':
    "Your code is `{{code}}`. On the other platform, send me `/link {{code}}` in our private chat within {{minutes}} minutes. It works once. Don't give it to anybody.",
  'link.shares':
    'What you choose for yourself, such as a persona, what you asked me to remember, and your limits are then the same on all linked accounts. Rights stay with each account, and so do conversations, unless you agree on each side to share one.',
  'link.whose':
    "This code was made by **{{name}}** on {{platform}}. Is that your own account? If somebody sent you this code, don't link it: the account is theirs.",
  'link.yes': "Yes, that's me: link",
  'link.joined': '**Linked with {{name}} on {{platform}}.** `/unlink` undoes it.',
  'link.already': 'These accounts are linked already.',
  'link.both': 'Both accounts are linked with others already. Use `/unlink` on one of them first.',
  'link.full': 'At most {{most}} accounts can be linked.',
  'link.over': 'That took too long. Get a new code there with `/link`.',
  'link.wrong':
    "That code isn't right, was used before, or has run out. `/link` on the other platform makes a new one.",
  'link.own': "That's your own code: send it to me on the other platform.",
  'link.tries': 'Those were too many wrong codes. Try again in an hour.',
  'link.private':
    'A code belongs in our private chat. Others may have read this one, so it no longer works: make a new one with `/link`.',
  'link.account': '**{{name}}** on {{platform}}',
  'link.accounts': 'Linked accounts; the first keeps what they share:',
  'link.told':
    "**{{name}} on {{platform}} is now linked with this account.** If that wasn't you, undo it with `/unlink`.",
  'link.told_gone': "An account was linked with this one, but isn't any more.",
  'link.share': 'Share this conversation…',
  'link.share_ask':
    '**Share our private conversation with {{others}}?** Nothing is shared until you have agreed there, too.',
  'link.share_here':
    'From then on, that private chat goes on with the conversation here. All of it can be read and continued there, and what you ask there becomes part of it.',
  'link.share_there':
    'From then on, this chat goes on with our conversation with **{{name}}** on {{platform}}. What you ask here becomes part of it, and can be read there. What we said here before is kept, and comes back when the sharing ends.',
  'link.share_ends':
    'Each side can end this at any time. The conversation then stays with the account that was linked first, with all that was asked on the other side. If you have me forget everything on one side, it is gone on both.',
  'link.share_yes': 'Yes, share it',
  'link.share_waits':
    'Agreed for this chat. Until you have agreed in our private chat with {{others}} as well, nothing is shared: send me `/link` there.',
  'link.share_shared':
    '**Our conversation here is one with {{others}}.** Each answer goes where you ask. `/link` ends the sharing.',
  'link.share_end': 'Stop sharing',
  'link.share_ended':
    "Our conversation isn't shared any more. It stays with the account that was linked first; other chats go on with their own.",
  'link.share_private': 'Conversations are shared from our private chat: send me `/link` there.',
  'link.apart':
    "The conversation isn't shared with this chat any more. Send this again, and I'll answer from the one we have here.",
  'unlink.alone': "This account isn't linked with any other. `/link` links one.",
  'unlink.sure':
    'Separate this account from the others? What they share stays with {{name}} on {{platform}}; this account starts empty.',
  'unlink.sure_first': 'Separate this account from the others? What they share stays here; the others start empty.',
  'unlink.yes': 'Unlink',
  'unlink.keeps': 'Unlinked. What was shared stays with this account; the others start empty.',
  'unlink.empty': 'Unlinked. What was shared stays with the first account; this one starts empty.',
} as const;
