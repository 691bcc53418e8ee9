import type { Account } from './account-data';
import { shopToday } from './dates';
import type { Gift, ProgramCard } from './metafields';
import type { Terms } from './terms';
import { benefitText } from './benefit';
import { dateText, giftText, moneyText, percentText, type I18n } from './texts';
import { nextTier, tierView } from './tiers';

/** The account in sentences; whatever is not known is not said. */
export interface AccountTexts {
  status: string[];
  next: string | null;
  coupons: { code: string; text: string; isOpen: boolean }[];
  contact: { name: string; email: string } | null;
  terms: { title: string; lines: string[] } | null;
}

/** null: nothing is known of this customer. */
export function accountTexts(account: Account, i18n: I18n, now: Date): AccountTexts | null {
  const { standing, dossier, card, terms } = account;
  const today = shopToday(account, now);
  const status = tierView(account, today);
  if (!standing || !status) return null;
  const t = i18n.translate;
  const lines: string[] = [];
  if (status.tier) {
    const benefit = card && benefitText(i18n, status.tier, card);
    lines.push(
      t('card.tier', {
        tier: benefit ? t('next.tier', { tier: status.tier.name, benefit }) : status.tier.name,
      }),
    );
    if (status.until) lines.push(t('card.until', { date: dateText(i18n, status.until) }));
  }
  lines.push(t('status.none', { count: status.orders }));
  if (dossier && dossier.first) lines.push(t('card.since', { date: dateText(i18n, dossier.first) }));
  if (dossier && dossier.saved > 0 && card)
    lines.push(t('card.saved', { amount: moneyText(i18n, dossier.saved, card) }));
  return {
    status: lines,
    next: nextText(account, i18n, today),
    coupons: [
      ...standing.gifts
        .filter(
          ({ code, from, until }) => from <= today && today <= until && !(dossier && code in dossier.used),
        )
        .map((gift) => couponText(gift, i18n)),
      ...Object.entries(dossier ? dossier.used : {}).map(([code, on]) => ({
        code,
        text: t('coupon.used', { code, date: dateText(i18n, on) }),
        isOpen: false,
      })),
    ],
    contact: terms && terms.contact,
    terms: terms && card && termsText(terms, card, i18n),
  };
}

function couponText(gift: Gift, i18n: I18n): AccountTexts['coupons'][number] {
  const title = i18n.translate('coupon.title', { count: gift.years, value: giftText(i18n, gift) });
  const valid = i18n.translate('coupon.open', { code: gift.code, date: dateText(i18n, gift.until) });
  return { code: gift.code, text: `${title}. ${valid}`, isOpen: true };
}

function nextText(account: Account, i18n: I18n, today: string): string | null {
  const next = nextTier(account, today, false);
  if (!next || !account.card) return null;
  const benefit = benefitText(i18n, next.tier, account.card);
  const tier = benefit ? i18n.translate('next.tier', { tier: next.tier.name, benefit }) : next.tier.name;
  if (next.by === 'spend') {
    return i18n.translate('next.spend', { tier, amount: moneyText(i18n, next.missing, account.card) });
  }
  return i18n.translate(next.by === 'orders' ? 'next.orders' : 'next.tenure', { tier, count: next.missing });
}

/** The live program in plain words, with its version and the day from which it holds. */
function termsText(terms: Terms, card: ProgramCard, i18n: I18n): { title: string; lines: string[] } {
  const t = i18n.translate;
  const date = (day: string) => dateText(i18n, day);
  const { from, until, lastsDays, excluded, coupon } = terms;
  return {
    title: t('terms.version', { version: terms.version, date: date(terms.since) }),
    lines: [
      ...card.tiers.map((tier) => {
        const reached =
          card.by === 'spend'
            ? t('terms.spend', { amount: moneyText(i18n, tier.from, card) })
            : t(card.by === 'orders' ? 'terms.orders' : 'terms.tenure', { count: tier.from });
        const benefits = tier.benefits.map((one) => benefitText(i18n, { benefits: [one] }, card));
        return t('terms.tier', { tier: tier.name, benefit: benefits.join(', '), reached });
      }),
      ...(card.tiers.some(({ benefits }) => benefits.length > 1)
        ? [t(terms.best ? 'terms.best' : 'terms.all')]
        : []),
      lastsDays === null ? t('terms.forever') : t('terms.lasts', { count: lastsDays }),
      ...(from ? [t('terms.from', { date: date(from) })] : []),
      ...(until ? [t('terms.until', { date: date(until) })] : []),
      ...excluded.map((letter) => t(`terms.excluded.${letter}`)),
      ...(coupon
        ? [t('terms.coupon', { value: percentText(i18n, coupon.hundredths), count: coupon.days })]
        : []),
    ],
  };
}
