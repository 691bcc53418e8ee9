// The merchant's message in the buyer's language, ready to be filled in.

import * as names from './names';
import { ENGLISH, GERMAN, OTHER, setPlaceholders } from './message';
import { inputGetObjProp } from './platform';
import { LANGUAGE, readLanguage, TEMPLATE, TEMPLATE_LIMIT } from './scratch';
import { isString, property, readText } from './value';

/** What a message says besides its benefit; the template at TEMPLATE. Its length, -1 when there is none. */
export function readTemplate(input: u64, messages: u64, version: i32, orderNumber: i32, tier: usize, tierLength: i32, years: i32): i32 {
  let language = ENGLISH;
  let text: u64 = 0;
  if (readLanguage(input)) {
    const german = load<u16>(LANGUAGE) == 0x6564; // "de", little endian
    const english = load<u16>(LANGUAGE) == 0x6e65; // "en"
    if (german || (!english && version > 1)) text = inputGetObjProp(messages, LANGUAGE, 2);
    if (german) language = GERMAN;
    else if (isString(text)) language = OTHER;
  }
  if (!isString(text) && language != GERMAN) text = property(messages, names.KEY_EN);
  setPlaceholders(language, orderNumber, tier, tierLength, years);
  return readText(text, TEMPLATE, TEMPLATE_LIMIT);
}
