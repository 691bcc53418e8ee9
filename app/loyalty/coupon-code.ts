/** Digits and consonants only: nothing that reads like another character (0 O, 1 I L, 5 S, U V), no words by accident. */
const ALPHABET = '2346789BCDFGHJKMNPQRTVWXYZ';
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** Random bytes as by node's crypto.randomBytes; passed in so that rules stay pure. */
export type RandomBytes = (size: number) => Uint8Array;

/** Bits of a code: 12 characters of 26 = 56. */
export const COUPON_CODE_BITS = GROUPS * GROUP_LENGTH * Math.log2(ALPHABET.length);

/** An unguessable code that can be read out on the phone, for example "DANKE-7K2M-QX94-HTR3". */
export function couponCode(prefix: string, random: RandomBytes): string {
  const groups = Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => pick(random)).join(''),
  );
  return [prefix, ...groups].join('-');
}

/** Bytes past the last multiple of the alphabet's length are thrown away: a plain remainder would favour some letters. */
function pick(random: RandomBytes): string {
  const limit = 256 - (256 % ALPHABET.length);
  for (;;) {
    const byte = random(1)[0];
    if (byte === undefined) throw new Error('the source of randomness is empty');
    if (byte < limit) return ALPHABET.charAt(byte % ALPHABET.length);
  }
}
