import type { TFunction } from 'i18next';
import { parseMoneyInput } from '~/components/money-input';
import { formatMoney } from '~/loyalty/money';
import type { BenefitDraft, ProgramDraft, TierDraft } from './draft';

interface Reader {
  t: TFunction;
  /** "en" or "de" */
  locale: string;
  currency: string;
}

/**
 * A tier in one line of words, from what is typed: "From 5 orders: 10% off the order (at most €30), free delivery".
 * @returns null while a field that belongs into it is empty or no number
 */
export function tierSummary(
  tier: TierDraft,
  tierBy: ProgramDraft['loyalty']['tierBy'],
  reader: Reader,
): string | null {
  const from = fromText(tier.from[tierBy], tierBy, reader);
  const benefits = tier.benefits.map((benefit) => benefitText(benefit, reader));
  if (from === null || benefits.length === 0 || benefits.includes(null)) return null;
  return reader.t('program.summary.tier', { from, benefits: benefits.join(', ') });
}

function fromText(text: string, tierBy: ProgramDraft['loyalty']['tierBy'], reader: Reader): string | null {
  if (tierBy === 'spend') {
    const amount = money(text, reader);
    return amount === null ? null : reader.t('program.summary.from.spend', { amount });
  }
  if (!/^\s*\d{1,9}\s*$/.test(text)) return null;
  const count = Number(text);
  return tierBy === 'orders'
    ? reader.t('program.summary.from.orders', { count })
    : reader.t('program.summary.from.tenure', { count });
}

function benefitText(benefit: BenefitDraft, reader: Reader): string | null {
  const { t } = reader;
  const value = valueText(benefit, reader);
  if (value === null) return null;
  const minimum = optional(benefit.minimumMinor, reader);
  const takesCap = benefit.value.kind === 'percentage' && benefit.on !== 'delivery';
  const cap = takesCap ? optional(benefit.value.capMinor, reader) : '';
  if (minimum === null || cap === null) return null;
  const conditions = [
    minimum && t('program.summary.minimum', { amount: minimum }),
    cap && t('program.summary.cap', { amount: cap }),
  ].filter(Boolean);
  return conditions.length > 0 ? `${value} (${conditions.join(', ')})` : value;
}

function valueText({ on, value }: BenefitDraft, reader: Reader): string | null {
  const { t } = reader;
  if (value.kind === 'free') return t('program.summary.freeDelivery');
  const what = t(`program.summary.on.${on}`);
  if (value.kind === 'amount') {
    const amount = money(value.amountMinor, reader);
    return amount === null ? null : t('program.summary.off', { value: amount, what });
  }
  if (!/^\s*\d{1,3}([.,]\d{1,2})?\s*$/.test(value.percentage)) return null;
  const number = value.percentage.trim().replace(/[.,]/, reader.locale === 'de' ? ',' : '.');
  return t('program.summary.off', { value: t('program.summary.percent', { number }), what });
}

/** '' for an empty field, null for one that cannot be read */
function optional(text: string, reader: Reader): string | null {
  return text.trim() === '' ? '' : money(text, reader);
}

function money(text: string, { currency, locale }: Reader): string | null {
  const minor = parseMoneyInput(text, currency);
  return minor === null ? null : formatMoney(minor, currency, locale === 'de' ? 'de-DE' : 'en-GB');
}
