import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from 'grammy';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isFault } from '../../../src/util/errors.ts';
import { faultOf } from './harness.ts';
import {
  ada,
  chat,
  confirmed,
  core,
  logged,
  open,
  openEach,
  port,
  registered,
  secret,
  start,
  telegram,
  url,
} from './hook-lab.ts';

openEach();

describe('a registration', () => {
  it('says where, with which secret, and the same kinds as polling; it stays when the bot ends', async () => {
    core.cursors.set('telegram:offset', `${telegram.bot.id}:7`);
    telegram.say(chat, ada, 'one');
    telegram.say(chat, ada, 'two');
    await start();
    await confirmed();
    expect(core.texts()).toEqual(['one', 'two']);
    expect(telegram.callsOf('setWebhook')[0]?.params).toEqual({
      url,
      secret_token: secret,
      max_connections: 40,
      allowed_updates: [
        'message',
        'edited_message',
        'callback_query',
        'stopped_message_generation',
        'chat_member',
        'my_chat_member',
      ],
    });
    expect(core.cursors.get('telegram:offset')).toBe('');
    await core.stop();
    expect(telegram.callsOf('deleteWebhook')).toEqual([]);
    expect(telegram.callsOf('getUpdates')).toEqual([]);
    expect(JSON.stringify(core.lines)).not.toContain(secret);
  });

  it('tells of another address, and takes its place, also later', async () => {
    const api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
    await api.setWebhook('https://other.example/private/path');
    await start();
    await registered();
    expect(logged(/Another webhook/).map(({ fields }) => fields['host'])).toEqual(['other.example']);
    await api.deleteWebhook();
    await telegram.waitFor(() => logged(/deleted by somebody/).length === 1);
    await telegram.waitFor(() => telegram.callsOf('setWebhook').length === 3);
    telegram.say(chat, ada, 'hi');
    await confirmed();
    expect(JSON.stringify(core.lines)).not.toContain('private/path');
  });

  it('is tried until it is taken; what to change is said once', async () => {
    await open({ url: 'https://bot.invalid/telegram' });
    await start();
    await telegram.waitFor(() => telegram.callsOf('setWebhook').length >= 3);
    expect(core.adapter.hook?.isReady()).toBe(false);
    const [line, ...more] = logged(/cannot be taken/);
    expect(more).toEqual([]);
    expect(faultOf(line)?.facts.description).toMatch(/Failed to resolve host/);
    expect(faultOf(line)?.facts.advice).toMatch(/TELEGRAM_WEBHOOK_URL.*443, 80, 88 or 8443/);
  });

  it('brings a certificate of its own, or ends where it is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-certificate-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const certificate = join(folder, 'cert.pem');
    await open({ certificate });
    await start();
    const error = await core.adapter.ended.catch((reason: unknown) => reason);
    expect(isFault(error, 'config') && error.facts.advice).toMatch(/TELEGRAM_WEBHOOK_CERTIFICATE/);
    await writeFile(certificate, '-----BEGIN CERTIFICATE-----\n');
    await open({ certificate });
    await start();
    await registered();
    expect(await new Api(telegram.token, { apiRoot: telegram.apiRoot }).getWebhookInfo()).toMatchObject({
      has_custom_certificate: true,
    });
  });

  it('says so when Telegram cannot send', async () => {
    await start();
    await registered();
    telegram.lead('bot.example', 'http://127.0.0.1:9');
    telegram.say(chat, ada, 'hi');
    await telegram.waitFor(() => logged(/could not send/).length > 0);
    expect(logged(/could not send/)[0]?.fields).toMatchObject({ reason: 'Connection refused' });
    telegram.lead('bot.example', `http://127.0.0.1:${port}`);
    await confirmed();
  });
});
