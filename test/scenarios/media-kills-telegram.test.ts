import { describe } from 'vitest';
import { platforms } from './chat-driver.ts';
import { testMediaKills } from './media-kills.ts';

describe('kill -9 on Telegram', () => testMediaKills(platforms.Telegram));
