import type { i18n as I18n } from 'i18next';
import { useTranslation } from 'react-i18next';

interface Props {
  reason: string | null;
  /** of the message or coupon: the same reason reads otherwise when nothing goes on by itself */
  state?: string | null;
}

/**
 * A reason word of the machine in a sentence: "order-cancelled", or with what a server said, "rejected: 550 no such mailbox"
 * or "smtp ECONNECTION".
 * A word without a translation stays as it is.
 */
export function ReasonText(props: Props) {
  const { i18n } = useTranslation();
  return <>{reasonText(i18n, props)}</>;
}

export function reasonText(i18n: I18n, { reason, state = null }: Props): string {
  if (!reason) return '–';
  // the words for messages under way say that they are tried again: a parked one is not
  if (state === 'uncertain') {
    return i18n.t(reason === 'process-died' ? 'attention.interrupted' : 'attention.broken');
  }
  const [, word = reason, rest] = /^([a-z0-9-]+)(?::? (.*))?$/s.exec(reason) ?? [];
  const key = `reason.${word.replaceAll('-', '_')}`;
  if (!i18n.exists(key)) return reason;
  const detail = word === 'dismissed' ? dismissedText(i18n, rest) : rest;
  return detail ? `${i18n.t(key)} (${detail})` : i18n.t(key);
}

/** "failed, template-error: ..." -> "Failed: The text has an error (...)" */
function dismissedText(i18n: I18n, text = ''): string {
  const [, state = '', reason] = /^([a-z]+)(?:, (.*))?$/s.exec(text) ?? [];
  if (!i18n.exists(`state.${state}`)) return text;
  const was = i18n.t(`state.${state}`);
  return reason ? `${was}: ${reasonText(i18n, { reason, state })}` : was;
}
