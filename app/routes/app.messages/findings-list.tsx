import { Banner, List } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Finding } from '~/mail/lint';

/** What the linter says, one sentence each; it is read out when it changes. */
export function FindingsList({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation();
  const place = ({ part }: Finding) =>
    part === 'subject' ? t('messages.part.subject') : t('messages.part.body');
  return (
    <div role="status" data-findings={findings.length}>
      {findings.length > 0 && (
        <Banner tone="warning" title={t('messages.findings', { count: findings.length })}>
          <List>
            {findings.map((finding) => (
              <List.Item key={`${finding.code} ${finding.part} ${finding.detail}`}>
                {t(`messages.finding.${finding.code}`, { detail: finding.detail, part: place(finding) })}
              </List.Item>
            ))}
          </List>
        </Banner>
      )}
    </div>
  );
}
