import { useTranslation } from 'react-i18next';

/** A reason word of the machine in a sentence; one without a translation (a mail server's answer) stays as it is. */
export function ReasonText({ reason }: { reason: string | null }) {
  const { t, i18n } = useTranslation();
  if (!reason) return <>–</>;
  const key = `reason.${reason.replaceAll('-', '_')}`;
  return <>{/^[a-z-]+$/.test(reason) && i18n.exists(key) ? t(key) : reason}</>;
}
