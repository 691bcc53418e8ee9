/** Something that Shopify would refuse, or that a shopper would see. `where`: file, and line where there is one. */
export interface Problem {
  where: string;
  rule:
    | 'app-config'
    | 'extension-config'
    | 'element'
    | 'attribute'
    | 'fetch'
    | 'locale'
    | 'size'
    | 'text'
    | 'theme'
    | 'translation';
  message: string;
}
