import { describe } from 'vitest';
import { platforms } from './chat-driver.ts';
import { testGestureKills } from './gesture-kills.ts';

describe('kill -9 on Discord', () => testGestureKills(platforms.Discord));
