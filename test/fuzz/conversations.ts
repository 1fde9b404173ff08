import { live } from '../conversation/gestures.ts';
import { steps } from '../conversation/steps.ts';
import { type Fuzz, fuzz } from './property.ts';
import { text } from './values.ts';

/** Conversations: whatever people do to them and say in them, they stay a forest and say what the chat shows. */

export const conversationProperties: readonly Fuzz[] = [fuzz('conversation-events', steps(text), live)];
