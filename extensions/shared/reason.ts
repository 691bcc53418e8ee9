/** Less text than this around its placeholders, and a template would take other apps' discounts for ours. */
const LITERAL_MINIMUM = 6;

/**
 * The discount's message as checkout shows it, found among the titles of all discounts by the merchant's own templates.
 * What stands in the summary and what the block says can so never differ.
 */
export function reasonOf(titles: readonly string[], templates: readonly string[]): string | null {
  const patterns = templates.flatMap((template) => {
    const literals = template.split(/\{\{\s*\w+\s*\}\}/);
    if (literals.join('').trim().length < LITERAL_MINIMUM) return [];
    return [new RegExp(`^${literals.map((part) => part.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('.+')}$`)];
  });
  return titles.find((title) => patterns.some((pattern) => pattern.test(title))) || null;
}
