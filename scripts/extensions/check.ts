import { checkConfigs } from './check-config';
import { checkLocales } from './check-locales';
import { checkSources } from './check-sources';
import { extensionFolders } from './folder';
import type { Problem } from './problem';
import { checkSizes } from './sizes';
import { checkTheme } from './theme-check';
import type { Vocabulary } from './vocabulary';

/** Everything that Shopify's CLI lets pass, of the app in `root`. */
export function checkExtensions(root: string, vocabulary: Vocabulary): Problem[] {
  const extensions = extensionFolders(root);
  return [
    ...checkConfigs(root, extensions, vocabulary),
    ...extensions.flatMap((extension) => [
      ...checkLocales(extension),
      ...checkSources(root, extension, vocabulary.table),
      ...checkSizes(extension),
      ...checkTheme(root, extension),
    ]),
  ];
}
