import { Banner, BlockStack, Button, InlineStack, Link, List, Text } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './fields';
import type { Problem, ProgramForm } from './use-program-form';

interface ProblemProps {
  form: ProgramForm;
  problem: Problem;
  overwrite(): void;
  loadSaved(): void;
}

/** What kept the last save from succeeding, at the top and in view; each field error leads to its field. */
export function ProblemBanner({ form, problem, overwrite, loadSaved }: ProblemProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const banner = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (form.saving) return;
    banner.current?.focus();
    banner.current?.scrollIntoView({ block: 'start' });
  }, [form.saving]);
  return (
    <div ref={banner} tabIndex={-1} role="alert" style={{ outline: 'none', scrollMarginTop: '1rem' }}>
      {problem.kind === 'invalid' && (
        <Banner tone="critical" title={t('program.problem.invalid', { count: problem.errors.length })}>
          <List>
            {problem.errors.map((error) => (
              <List.Item key={error.path}>
                <Link onClick={() => focusField(error.path)}>{errorText(error)}</Link>
              </List.Item>
            ))}
          </List>
        </Banner>
      )}
      {problem.kind === 'failed' && (
        <Banner tone="critical" title={t('program.problem.failed.title')}>
          <Text as="p">{t('program.problem.failed.text')}</Text>
        </Banner>
      )}
      {problem.kind === 'conflict' && (
        <Banner tone="warning" title={t('program.problem.conflict.title')}>
          <BlockStack gap="300">
            <Text as="p">{t('program.problem.conflict.text')}</Text>
            <InlineStack gap="200">
              <Button onClick={overwrite}>{t('program.problem.conflict.overwrite')}</Button>
              <Button onClick={loadSaved}>{t('program.problem.conflict.load')}</Button>
            </InlineStack>
          </BlockStack>
        </Banner>
      )}
    </div>
  );
}

function focusField(path: string): void {
  const field = document.getElementById(path);
  field?.scrollIntoView({ block: 'center' });
  field?.focus();
}
