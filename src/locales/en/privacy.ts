/** Texts about what is kept of people, what they are given of it, and how it goes. */
export const privacy = {
  'privacy.title': '**What I keep of you**',
  'privacy.nothing': 'I keep nothing of you but this message and its answer.',
  'privacy.line_one': '**{{kind}}**: {{count}} ({{size}}, {{ago}}), {{age}}',
  'privacy.line_other': '**{{kind}}**: {{count}} ({{size}}, the oldest {{ago}}), {{age}}',
  'privacy.kind.questions': 'Questions and answers',
  'privacy.kind.menus': 'Commands and menus',
  'privacy.kind.conversations': 'Names and order of your conversations',
  'privacy.kind.settings': 'Your settings',
  'privacy.kind.overheard': 'Messages overheard in groups',
  'privacy.kind.words': 'Words heard or read in what you sent',
  'privacy.kind.files': 'Pictures and files',
  'privacy.kind.summaries': 'Summaries of your conversations',
  'privacy.kind.facts': 'What you asked me to remember',
  'privacy.kind.personas': 'Personas you made',
  'privacy.kind.knowledge': 'Texts you added',
  'privacy.kind.batches': 'Work in the background',
  'privacy.kind.access': 'Your request to be let in',
  'privacy.kind.open': 'Messages being answered now',
  'privacy.kind.closed': 'Times of answered messages, without words',
  'privacy.kind.platform': 'What the platform told of you',
  'privacy.kind.damaged': "Damaged values that can't be read",
  'privacy.kind.other': 'Other things',
  'privacy.until_deleted': 'kept until it is deleted',
  'privacy.days_one': 'kept for a day at most',
  'privacy.days_other': 'kept for {{count}} days at most',
  'privacy.grants':
    '**Rights an owner gave you**: they stay when you are forgotten, without your name; only owners take them back.',
  'privacy.where':
    'All of it lies on the machine this bot runs on. What you ask me is sent to {{service}} to be answered; what is kept there, only they can delete.',
  'privacy.quotes.stay': 'Where others quoted you in their questions, your words stay with theirs.',
  'privacy.export': '⤓ Export',
  'privacy.forget': '✕ Forget everything',
  'privacy.sure':
    "Delete everything I keep of you, in all chats, for good? Answers that are being written to you end. The messages in the chats stay: only you can delete them there. I can't reach copies that the operator made before, nor what the model's service keeps.",
  'privacy.sure_yes': 'Yes, forget me',
  'privacy.forgetting': 'Forgetting…',
  'privacy.forgotten_one': 'Done: {{count}} thing I kept of you is gone. If you write to me again, we start anew.',
  'privacy.forgotten_other': 'Done: {{count}} things I kept of you are gone. If you write to me again, we start anew.',
  'privacy.exporting': 'Putting it together…',
  'privacy.exported': 'This file has all I keep of you.',
  'privacy.export_missing_one':
    '{{count}} thing had no room in it. Whoever runs me can give it to you: `npm run export -- {{person}}`',
  'privacy.export_missing_other':
    '{{count}} things had no room in it. Whoever runs me can give them to you: `npm run export -- {{person}}`',
  'privacy.export_large':
    "It's more than I can send here. Whoever runs me can give it to you: `npm run export -- {{person}}`",
} as const;
