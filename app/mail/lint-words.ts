import { CODE, COUPON_WORDS } from '~/loyalty/no-coupon';
import type { MailLocale } from '~/mail/variables';

/** The linter's words. Patterns look at prose: what stands between Liquid's brackets is taken out before. */

/** Phrases that say nothing, or that everybody's advertising says. */
export const CLICHES: Readonly<Record<MailLocale, readonly RegExp[]>> = {
  en: [
    /\b(?:our |most )?valued (?:customers?|clients?|member)\b/i,
    /\bwe (?:truly |really |greatly )?(?:appreciate|value) your (?:business|loyalty|trust|support)\b/i,
    /\b(?:do not|don['’]t) hesitate to\b/i,
    /\b(?:as )?a (?:small )?token of our (?:appreciation|gratitude)\b/i,
    /\byour satisfaction is our\b[\w ]*/i,
    /\b(?:we['’]re|we are) (?:so |absolutely )?(?:thrilled|excited|delighted|over the moon)\b/i,
    /\b(?:act|order|shop|buy) now\b/i,
    /\bonly for a (?:short|limited) time\b|\blimited[- ]time\b/i,
    /\bdon['’]t miss (?:out|this)\b/i,
    /\bexclusive(?:ly)? (?:offer|deal|for you|just for you)\b/i,
    /\bspecial customers? like you\b/i,
    /\bpart of (?:our|the) [\w’' ]{0,20}family\b/i,
    /\bit means the world to us\b/i,
    /!{2,}/,
  ],
  de: [
    /(?<!\p{L})(?:sehr )?(?:ge(?:ehrte|schätzte)|werte|wertgeschätzte)[rn]? (?:Kunde|Kundin|Kunden|Kundinnen)(?!\p{L})/iu,
    /(?<!\p{L})(?:für|danke für|dank) (?:Ihre|deine|eure) (?:langjährige )?Treue(?!\p{L})/iu,
    /(?<!\p{L})(?:zögern Sie nicht|zögere nicht|zögert nicht)(?!\p{L})/iu,
    /(?<!\p{L})(?:Ihre|deine) Zufriedenheit (?:ist|liegt)(?: uns)?[\p{L} ]{0,30}/iu,
    /(?<!\p{L})(?:wir freuen uns riesig|mit großer Freude|es ist uns eine (?:große )?(?:Freude|Ehre))(?!\p{L})/iu,
    /(?<!\p{L})(?:jetzt zuschlagen|schnell sein lohnt sich|greifen Sie zu|greif zu)(?!\p{L})/iu,
    /(?<!\p{L})nur für kurze Zeit(?!\p{L})/iu,
    /(?<!\p{L})(?:nicht verpassen|lassen Sie sich (?:das|dies) nicht entgehen|lass dir das nicht entgehen)(?!\p{L})/iu,
    /(?<!\p{L})exklusiv(?:e[snrm]?)? (?:für (?:Sie|dich)|Angebot\p{L}*|Vorteil\p{L}*)(?!\p{L})/iu,
    /(?<!\p{L})als kleines Dankeschön(?!\p{L})/iu,
    /(?<!\p{L})(?:Teil unserer|in unserer|unserer) (?:großen )?(?:\p{L}+-)?Familie(?!\p{L})/iu,
    /(?<!\p{L})Kunden wie (?:Sie|dich)(?!\p{L})/iu,
    /!{2,}/,
  ],
};

/** A coupon is one in whatever language it is named, and a code without a word. */
const COUPON = [CODE, ...COUPON_WORDS.en.slice(0, 1), ...COUPON_WORDS.de.slice(0, 1)];

/** What makes a message promotional: a coupon, a product tip, a survey, a request for a review or to recommend the shop. */
export const PROMOTIONAL: Readonly<Record<MailLocale, readonly RegExp[]>> = {
  en: [
    ...COUPON,
    /(?:[€$£]|\b(?:EUR|USD|GBP|CHF) ?)\d+(?:\.\d+)? off\b|\bsave (?:[€$£]|EUR |USD |GBP |CHF )?\d+/i,
    /\b\d+(?:\.\d+)? ?%|\bpercent off\b|\bfree shipping\b|\bon sale\b/i,
    /\b(?:leave|write|give|post)(?: us)? (?:a|your) (?:review|rating)\b|\brate (?:us|your|our)\b|\btrustpilot\b/i,
    /\bsurvey\b|\bquestionnaire\b|\bhow (?:satisfied|likely) are you\b/i,
    /\byou (?:may|might|could) also (?:like|love|enjoy)\b|\b(?:new|latest) (?:arrivals|collection|products)\b/i,
    /\b(?:sign up|subscribe)\b[\w ]{0,20}\bnewsletter\b|\bnext order\b|\brefer a friend\b/i,
  ],
  de: [
    ...COUPON,
    /(?<!\d)\d+(?:,\d+)?[ \u00a0]?(?:€|Euro|EUR|CHF|Fr\.|Franken) (?:geschenkt|gespart|günstiger|weniger|Nachlass)(?!\p{L})/iu,
    /(?<!\p{L})(?:sparen Sie|spar(?:e|st)?(?: du)?|(?:zehn|fünfzehn|zwanzig|fünfzig) Prozent)(?!\p{L})/iu,
    /(?<!\p{L})(?:(?:fünf|5) Sterne|empf(?:ehlen Sie|iehl) uns|weiterempf\p{L}+)(?!\p{L})/iu,
    /(?<!\d)\d+(?:,\d+)?[ \u00a0]?(?:%|Prozent)|(?<!\p{L})versandkostenfrei|(?<!\p{L})(?:Sonderangebot|Angebote?|Schnäppchen)(?!\p{L})/iu,
    /(?<!\p{L})(?:bewerten Sie|bewerte(?:n|t)?|Bewertung(?:en)?|Rezension(?:en)?|Trustpilot|Trusted Shops)(?!\p{L})/iu,
    /(?<!\p{L})(?:Umfrage|Befragung|Fragebogen|wie zufrieden)(?!\p{L})/iu,
    /(?<!\p{L})(?:könnte (?:Ihnen|dir) auch gefallen|passt (?:perfekt |gut )?dazu|neue Kollektion|Neuheiten)(?!\p{L})/iu,
    /(?<!\p{L})(?:Newsletter|nächste[nr]? (?:Bestellung|Einkauf)|Freunde werben)(?!\p{L})/iu,
  ],
};

/** The text as read: variables become a word, tags nothing. Works on unfinished Liquid too. */
export function proseOf(source: string): string {
  // each stops at the next bracket that opens: a row of those is looked at once
  return source.replace(/\{%(?:(?!%\}|\{%)[^])*%\}/g, '').replace(/\{\{(?:(?!\{\{)[^}])*\}\}/g, 'X');
}

/**
 * Forms of address in German prose. "Sie" at the start of a sentence may mean her or them, so only those inside one
 * count; "du" and "euch" count everywhere.
 */
export function addressIn(prose: string): { formal: string[]; familiar: string[] } {
  const all = (pattern: RegExp) => [...prose.matchAll(pattern)];
  // what stands before the blanks is looked at here and not by the pattern, which would do so at every blank
  const inside = ({ index }: RegExpMatchArray) =>
    /[\p{L}\p{N},;–-]$/u.test(prose.slice(0, index).trimEnd().slice(-2));
  const words = (matches: RegExpMatchArray[]) => matches.map((match) => match[0]);
  return {
    formal: words(all(/(?<=[ \t\n])(?:Sie|Ihnen|Ihr(?:e[nmrs]?)?)(?!\p{L})/gu).filter(inside)),
    familiar: words(
      all(/(?<!\p{L})(?:du|dich|dir|dein(?:e[nmrs]?|s|etwegen)?|euch|euer|eure[nmrs]?)(?!\p{L})/giu),
    ),
  };
}
