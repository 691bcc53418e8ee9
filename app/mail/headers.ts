/** C0/C1 controls, line and paragraph separators, and characters that turn the reading direction of what follows. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** "=?utf-8?q?...?=": what mail programs decode, line breaks and overrides included, however plain it looks. */
const ENCODED_WORD = /=+(?=\?)/g;

/** One line of header text: no line break can start a header of its own, no override can disguise a sender. */
export function headerText(text: string, maxLength: number): string {
  const line = personText(text).replace(ENCODED_WORD, '');
  // by characters, not by halves of them; rarely needed, and slow
  const short = line.length <= maxLength ? line : Array.from(line).slice(0, maxLength).join('');
  return short.trim();
}

/** A value that a stranger chose (a name in an order): controls become spaces, bidi overrides vanish. */
export function personText(text: string): string {
  return text.replace(CONTROLS, ' ').replace(BIDI, '').replace(/ {2,}/g, ' ').trim();
}

/** RFC 2369 and RFC 8058: mail programs offer one click, which is a POST to the same address. */
export function unsubscribeHeaders(unsubscribeUrl: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const SPECIAL = /[&<>"']/;

/** For element content and quoted attributes. */
export function escapeHtml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
