import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/media/reading/decode.ts';

/** Encodes a text by asking the decoder for every byte and pair of bytes there is. */
function encoder(encoding: string): (text: string) => Buffer {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map<string, number[]>();
  for (let lead = 0xfe; lead >= 0x81 && !encoding.startsWith('windows'); lead--) {
    for (let trail = 0xfe; trail >= 0x40; trail--) {
      const sign = decoder.decode(Buffer.from([lead, trail]));
      if (sign.length === 1) bytes.set(sign, [lead, trail]);
    }
  }
  for (let lead = 255; lead >= 0; lead--) {
    const sign = decoder.decode(Buffer.from([lead]));
    if (sign.length === 1 && sign !== '\ufffd') bytes.set(sign, [lead]);
  }
  return (text) =>
    Buffer.from([...text].flatMap((sign) => bytes.get(sign) ?? expect.fail(`no ${sign} in ${encoding}`)));
}

const samples = {
  'windows-1252': [
    'Où est la bibliothèque ? C’est là-bas, près de l’église où nous étions hier.',
    'Größe: 5 Äpfel, übermäßig schön, Straße',
    'São Paulo não é a capital; é Brasília. Ação, coração, informações.',
    'Æ Ø Å rødgrød med fløde på øen',
    'Price: £5 – “quoted” text… from 20°C to 25°C',
    'Müller;Köln;5\nJäger;Düren;6\nGröß;Ulm;7',
    'niño',
    'été',
    'à',
  ],
  'windows-1251': [
    'Привет',
    'Съешь же ещё этих мягких французских булок, да выпей чаю.',
    'Имя;Город\nИван;Москва\nАнна;Тула',
    'Отчёт за 2025 год: выручка выросла на 5 %',
  ],
  gb18030: [
    '你好',
    '人工智能正在改变我们的生活，这是一个很好的开始。',
    '姓名,城市\n张三,北京\n李四,上海\n',
    '产品编号：A-100，价格：￥25.00',
    '我们的 Python 代码 print("你好") 可以运行',
    '繁體中文也可以用 GBK 編碼，這樣的文件很常見，請問您要看哪一個檔案？',
  ],
  big5: [
    '你好',
    '人工智慧正在改變我們的生活，這是一個很好的開始。',
    '姓名,城市\n王小明,台北\n陳小華,高雄\n',
    '產品編號：A-100，價格：NT$25',
  ],
};

describe('a text', () => {
  it.each(Object.entries(samples))('is understood in %s', (encoding, texts) => {
    const encode = encoder(encoding);
    expect(texts.map((text) => decodeText(encode(text)))).toEqual(texts);
  });

  it('is understood in every form of Unicode', () => {
    const text = 'héllo, 世界';
    const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), wide, Buffer.from(wide).swap16()]) {
      expect(decodeText(bytes)).toBe(text);
    }
    expect(decodeText(Buffer.from('without a mark', 'utf16le'))).toBe('without a mark');
    expect(decodeText(Buffer.alloc(0))).toBe('');
  });

  it('is not what bytes are that no text has', () => {
    expect(decodeText(Buffer.from('\x7fELF\x02\x01\0', 'latin1'))).toBeUndefined();
    expect(decodeText(Buffer.from('a\0b\0\0\0c', 'latin1'))).toBeUndefined();
  });
});
