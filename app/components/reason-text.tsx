import { useTranslation } from 'react-i18next';

/**
 * A reason word of the machine in a sentence: "order-cancelled", or with what a server said, "rejected: 550 no such mailbox"
 * or "smtp ECONNECTION".
 * A word without a translation stays as it is.
 */
export function ReasonText({ reason }: { reason: string | null }) {
  const { t, i18n } = useTranslation();
  if (!reason) return <>–</>;
  const [, word = reason, rest] = /^([a-z0-9-]+)(?::? (.*))?$/s.exec(reason) ?? [];
  const key = `reason.${word.replaceAll('-', '_')}`;
  if (!i18n.exists(key)) return <>{reason}</>;
  return <>{rest ? `${t(key)} (${rest})` : t(key)}</>;
}
