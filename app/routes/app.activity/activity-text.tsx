import { useTranslation } from 'react-i18next';

/** One line for an entry of the log; an event that this page does not know yet is shown by its word. */
export function EventText({ event, detail }: { event: string; detail: unknown }) {
  const { t, i18n } = useTranslation();
  const key = `activity.event.${event.replaceAll('.', '_').replaceAll('-', '_')}`;
  if (!i18n.exists(key)) return <>{event}</>;
  return (
    <>
      {t(
        key,
        valuesOf(detail, (section) => t(`program.section.${section}.title`)),
      )}
    </>
  );
}

function valuesOf(
  detail: unknown,
  sectionTitle: (section: string) => string,
): Record<string, string | number> {
  if (typeof detail !== 'object' || detail === null) return {};
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(detail)) {
    if (typeof value === 'string' || typeof value === 'number') values[name] = value;
    if (name === 'changed' && Array.isArray(value))
      values.changed = value.map(String).map(sectionTitle).join(', ');
  }
  return values;
}
