import { describe, expect, it } from 'vitest';
import { couponCode } from './coupon-code';
import { couponWord } from './no-coupon';
import { defaultProgram, programSchema } from './program';
import { STARTING_TEXTS } from './starting-texts';

const SPEAKS = [
  'Here is a coupon',
  'DISCOUNT for you',
  'a voucher',
  '10% off',
  'free shipping today',
  'Ein Gutschein für Sie',
  'Geburtstagsgutschein',
  '10 Prozent',
  '15 % auf alles',
  'Geburtstagsrabatt',
  'Versandkostenfrei',
  'danke-7k2m-qx94-htr3',
];

describe('a birthday greeting', () => {
  it.each(SPEAKS)('that says %j is not saved', (words) => {
    expect(couponWord(words)).not.toBeNull();
    expect(couponWord(words.replace(/(?<=\p{L})(?=\p{L})/u, '\u00ad'))).not.toBeNull();
    for (const part of ['subject', 'body'] as const) {
      const program = defaultProgram({ name: 'Shop', email: 'a@shop.example' });
      program.greetings.birthday.message[part].de = words;
      const parsed = programSchema.safeParse(program);
      expect(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
        [`greetings.birthday.message.${part}.de`, 'program.error.couponInBirthday'],
      ]);
    }
  });

  it.each(['{{ percentage }}', '{% assign c = coupon %}x', '{{coupon.code}}'])(
    'with the variable %s is not saved',
    (text) => {
      const program = defaultProgram({ name: 'Shop', email: 'a@shop.example' });
      program.greetings.birthday.message.body.en = text;
      expect(programSchema.safeParse(program).success).toBe(false);
    },
  );

  it('may say what our own texts say', () => {
    for (const { birthday } of Object.values(STARTING_TEXTS)) {
      expect(couponWord(`${birthday.subject} ${birthday.body}`)).toBeNull();
    }
    expect(couponWord('Zum 50. Geburtstag alles Gute, 100 Jahre sollen es werden')).toBeNull();
  });

  it('of all codes that are drawn, holds none', () => {
    for (let n = 0; n < 200; n += 1) {
      const code = couponCode('HB', (size) => crypto.getRandomValues(new Uint8Array(size)));
      expect(couponWord(`Alles Gute! ${code}`)).toBe(code);
    }
  });
});
