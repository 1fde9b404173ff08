/** Texts around answers: buttons, options, refusals, limits, endings, errors. */
export const notices = {
  'button.stop': '■ Stop',
  'button.retry': '↻ Again',
  'button.continue': '▶ Continue',
  'button.delete': '✕ Delete',
  'press.gone': 'This button no longer works: what it belonged to is gone.',
  'press.stranger': 'Only the person who asked, or an admin of this chat, can do that.',
  'form.ask': 'Send it as a reply to this message.',

  'option.missing': 'Please add {{name}}: `{{usage}}`',
  'option.unknown': "I don't know the option “{{name}}”. Here's how to write it: `{{usage}}`",
  'option.number': '{{name}} must be a number{{range}}, not “{{value}}”.',
  'option.integer': '{{name}} must be a whole number{{range}}, not “{{value}}”.',
  'option.boolean': '{{name}} must be true or false, not “{{value}}”.',
  'option.choice': '{{name}} must be one of {{choices}}, not “{{value}}”.',
  'option.length': '{{name}} is too long: at most {{max}} characters.',
  'option.range': ' from {{min}} to {{max}}',
  'option.alone': 'This answer is for you alone. I can only keep it private if you use the slash command /{{name}}.',
  'option.anonymous': "This answer is for one person alone, and I can't tell who you are. Ask again in your own name.",
  'option.gone': "I can't read the message you mean any more; it may have been deleted. I didn't ask anything.",

  'translate.nothing':
    'Reply to a message with /translate, or write the text after it: `/translate to=es Good morning`.',
  'translate.nothing_discord':
    "Fill in the text, or choose Apps → Translate in a message's menu. You can also reply to the message, mention me and write /translate.",
  'material.wordless': 'That message has no text.',
  'summarise.nothing': 'Reply to a message with /summarise, or write the text after it.',
  'summarise.nothing_discord':
    "Fill in the text, or choose Apps → Summarise from here in a message's menu. To summarise only that message, reply to it, mention me and write /summarise.",
  'summarise.unreadable':
    "I can't read this channel, so I can't summarise it. An admin can change that: I need to see the channel and its message history.",
  'summarise.absent': "I'm not in this chat, so I can't read or summarise what was written here.",
  'summarise.cut': "This covers the first {{count}} of {{all}} messages; the rest didn't fit.",
  'summarise.missed_one': 'From what I overheard here: {{count}} message, {{ago}}.',
  'summarise.missed_other': 'From what I overheard here: {{count}} messages, the oldest {{ago}}.',

  'image.painting': 'Drawing: {{prompt}}',
  'image.ask': 'Picture',
  'image.size': "{{model}} can't draw pictures of size “{{value}}”. Available: {{choices}}.",
  'image.quality': "{{model}} doesn't know the quality “{{value}}”. Available: {{choices}}.",
  'image.count': 'I can draw 1 to {{max}} pictures at a time, not {{value}}.',
  'image.long': 'This description is too long: at most {{max}} characters.',
  'image.format': "{{model}} can't make pictures of the format “{{value}}”. Available: {{choices}}.",
  'image.background': "{{model}} doesn't know the background “{{value}}”. Available: {{choices}}.",
  'image.transparent': 'A jpeg has no transparent background: choose png or webp.',
  'image.sources': 'I can draw out of {{max}} pictures at most.',
  'image.source': 'I can draw out of pictures of these formats only: {{choices}}, each under {{max}} MB.',
  'image.mask': 'A mask has to be a png under {{max}} MB that goes with a picture of the same size.',

  'prompt.empty': 'Yes? Write your question in the same message as my name.',
  'prompt.attachment.picture': "I can't look at pictures yet. Describe it in words and I'll help.",
  'prompt.attachment.voice': "I can't listen to voice messages yet. Write it down and I'll answer.",
  'prompt.attachment.audio': "I can't listen to recordings yet. Write it down and I'll answer.",
  'prompt.attachment.video': "I can't watch videos yet. Describe it in words and I'll help.",
  'prompt.attachment.sticker': "Nice one! I can only read text, though. Write to me and I'll answer.",
  'prompt.attachment.file': "I can't open files yet. Paste the text here and I'll help.",
  'prompt.attachment.other': "I can only read text. Write to me and I'll answer.",
  'prompt.unseen': "I can't see the message you replied to. If it matters, copy its words into yours.",

  'access.denied': "I'm not allowed to answer here. If you should have access, send this ID to the bot owner: `{{id}}`",
  'access.denied_chat':
    "I'm not allowed to answer in this chat. If that should change, send its ID to the bot owner: `{{id}}` (yours is `{{person}}`)",
  'access.not_there':
    "I only show this to people who are in that chat, and I can't tell that you are. Ask for it again there.",
  'access.only.moderator': 'In this chat only its admins can use `{{what}}`.',
  'access.only.owner': 'Only the bot owner can use `{{what}}` here.',
  'access.only.nobody': '`{{what}}` is switched off here.',
  'access.only_owner': "Only the bot's owners are answered in this chat; its ID is `{{id}}`.",
  'access.allow_here': 'Answer everyone here',
  'access.allow': '✓ Allow {{name}}',
  'access.take': '✕ Take back: {{name}}',
  'access.allowed.place': 'From now on I answer everyone in that chat: `{{id}}`',
  'access.allowed.person': 'From now on I answer this person in private: `{{id}}`',
  'access.full': 'I keep at most {{most}} of these. Take one back first; nothing was changed.',
  'access.taken': 'Taken back: `{{id}}`',
  'access.asked': '**Asked in the last day, and not let in**',
  'access.nobody_asked': 'Nobody has asked in vain in the last day.',
  'access.given': '**Let in by owners**',
  'access.nothing_given': 'Nobody was let in this way. What the settings allow is not listed here.',
  'access.kind.owner': 'Owner',
  'access.kind.person': 'Person',
  'access.kind.place': 'Group or channel',
  'late.note': "You wrote this {{ago}}; I couldn't answer earlier.",
  'late.skipped':
    'I was offline for a long time. Messages sent here in the meantime are too old to answer automatically. Send yours again if you still need an answer.',
  'limit.requests': 'That was a lot at once. Please wait {{seconds}} s before you send more.',
  'limit.queue_one':
    "There's already {{count}} message waiting here. I'll answer that one first; please write again afterwards.",
  'limit.queue_other':
    "There are already {{count}} messages waiting here. I'll answer those first; please write again afterwards.",
  'limit.person_queue_one':
    "You already have {{count}} message waiting in all your chats with me. I'll answer that one first; please write again afterwards.",
  'limit.person_queue_other':
    "You already have {{count}} messages waiting in all your chats with me. I'll answer those first; please write again afterwards.",
  'limit.all_queue': 'Too many people are waiting for an answer right now. Please try again in a few minutes.',
  'limit.pictures_one': 'I can make only {{count}} picture a minute for you. Ask for fewer at once.',
  'limit.pictures_other': 'I can make at most {{count}} pictures a minute for you. Ask for fewer at once.',
  'limit.stored_one':
    "You've sent as much text as I can keep in a day. Please write again in {{count}} hour, or send something shorter.",
  'limit.stored_other':
    "You've sent as much text as I can keep in a day. Please write again in {{count}} hours, or send something shorter.",

  'end.length': 'The answer reached its length limit.',
  'end.filtered': "The answer was cut short by the model service's content rules.",
  'end.cut': "The model's answer broke off here. Send /retry to get a new one.",
  'end.timeout': 'The model took too long and was stopped here. Send /retry to try again.',

  'error.model_busy': 'The model service is overloaded right now. Please try again in a minute.',
  'error.model_quota': "The model service's budget is used up. The bot owner has to top it up.",
  'error.model_auth': 'The model service rejects my API key. The bot owner has to check it.',
  'error.model_unknown': "The model “{{model}}” isn't available. The bot owner has to choose another one.",
  'error.model_rejected': "The model service didn't accept this request{{detail}}.",
  'error.model_rejected.detail': ' (the problem is “{{param}}”; see /settings)',
  'error.model_too_long': 'This is too long for the model. Please shorten it, or start over with /new.',
  'error.model_filtered': 'The model service declined this because of its content rules.',
  'error.model_unreachable': "I can't reach the model service right now. Please try again in a minute.",
  'error.model_server': 'The model service had a problem. Please try again in a minute.',
  'error.model_stalled': "The model didn't answer in time. Please try again.",
  'error.model_cut': 'The connection to the model was lost before it said anything. Please try again.',
  'error.model_empty': 'The model gave an empty answer. Try asking in a different way.',
  'error.model_spent':
    'Making this was interrupted several times, and each try may have been charged, so I stopped. Ask again if you still want it.',
  'error.storage': "I can't read my memory right now, so I'd rather not answer. Please try again later.",
  'error.gave_up': "I'm sorry, I tried several times and it didn't work. Please try asking in a different way.",
  'error.no_pictures': "I have a picture, but I'm not allowed to send pictures here.",
  'error.undisplayable': "I have an answer, but it can't be shown here. Please ask for it in a simpler form.",
  'error.internal': 'Something went wrong on my side. Please try again.',
  'error.busy': "I'm too busy to take this right now. Please try again in a minute.",

  'chain.other': "{{model}} answered this: {{wanted}} isn't available right now.",
  'mend.model_auth': 'The model service rejects my API key. You run me: check `OPENAI_API_KEY`, then start me again.',
  'mend.model_quota':
    "The model service's budget is used up. You run me: top it up where your `OPENAI_API_KEY` comes from, or raise its limit there.",
  'mend.model_unknown':
    "The model “{{model}}” isn't available. You run me: choose another one with /model, or correct `OPENAI_MODEL`, `OPENAI_MODEL_ADVANCED` or `OPENAI_BASE_URL`.",
  'mend.model_rejected':
    "The model service didn't accept this request{{detail}}. You run me: the log has its answer, without its words.",
  'mend.model_unreachable':
    "I can't reach the model service right now. You run me: if it stays like this, check `OPENAI_BASE_URL`, `PROXY_URL` and the network.",
} as const;
