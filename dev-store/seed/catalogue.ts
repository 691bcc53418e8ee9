import type { Collection, Product, ShopState } from '../model/types';
import { picture } from './pictures';
import { localPrice, priceTitle } from './prices';

const COLLECTIONS = {
  espresso: 'Espresso',
  filter: 'Filterkaffee',
  abo: 'Abo-Kaffees',
  zubehoer: 'Zubehör',
  geschenke: 'Geschenke',
} as const;
type CollectionHandle = keyof typeof COLLECTIONS;

interface Item {
  handle: string;
  title: string;
  description: string;
  type: 'Kaffee' | 'Zubehör' | 'Gutschein';
  collections: CollectionHandle[];
  /** variant title, price, compare-at price (euro cents; a shop in another currency has prices like them) */
  variants: [string, number, number | null][];
  hue: number;
  tags?: string[];
}

const beans = (price: number, kilo: number): Item['variants'] => [
  ['250 g', price, null],
  ['1 kg', kilo, null],
];

/** By popularity. Two things are on sale (compare-at price); coffees tagged "abo" can be subscribed to. */
const ITEMS: Item[] = [
  item(
    'elbtal-espresso',
    'Elbtal Espresso',
    'Kräftig, Kakao und Haselnuss.',
    ['espresso', 'abo'],
    beans(950, 3290),
    22,
    ['abo'],
  ),
  item(
    'hausmischung',
    'Hausmischung',
    'Mild und rund, für jeden Tag.',
    ['filter', 'abo'],
    beans(850, 2890),
    30,
    ['abo'],
  ),
  item(
    'blaues-wunder',
    'Blaues Wunder',
    'Dunkel geröstet, nach der Brücke benannt.',
    ['espresso'],
    beans(990, 3490),
    210,
  ),
  item(
    'yirgacheffe',
    'Äthiopien Yirgacheffe',
    'Blumig, Zitrus, Schwarztee.',
    ['filter', 'abo'],
    beans(1290, 4490),
    330,
    ['abo'],
  ),
  item(
    'huehuetenango',
    'Guatemala Huehuetenango',
    'Rote Beeren, Karamell.',
    ['filter'],
    beans(1190, 4190),
    8,
  ),
  item('santos', 'Brasil Santos', 'Nussig, wenig Säure.', ['espresso', 'filter'], beans(890, 3090), 45),
  item(
    'entkoffeiniert',
    'Entkoffeiniert',
    'Abends, ohne schlaflose Nacht.',
    ['espresso', 'filter'],
    beans(1050, 3690),
    95,
  ),
  item(
    'winterroestung',
    'Winterröstung',
    'Zimt, Orange, nur zur kalten Zeit.',
    ['filter', 'geschenke'],
    [['250 g', 890, 1150]],
    355,
    ['sale'],
  ),
  item('kenia-aa', 'Kenia AA', 'Schwarze Johannisbeere, lebhaft.', ['filter'], beans(1450, 5190), 285),
  item('probierset', 'Probierset', 'Vier Sorten zu 80 g.', ['geschenke'], [['4 × 80 g', 1490, null]], 160),
  {
    ...item(
      'filterpapier',
      'Filterpapier',
      '100 Stück, ungebleicht.',
      ['zubehoer'],
      [
        ['Größe 2', 390, null],
        ['Größe 4', 450, null],
      ],
      40,
    ),
    type: 'Zubehör',
  },
  {
    ...item(
      'becher',
      'Emaillebecher',
      'Mit Elbe und Weinberg.',
      ['zubehoer', 'geschenke'],
      [['300 ml', 1690, null]],
      200,
    ),
    type: 'Zubehör',
  },
  {
    ...item('handmuehle', 'Handmühle', 'Kegelmahlwerk aus Stahl.', ['zubehoer'], [['', 7900, 9500]], 12, [
      'sale',
    ]),
    type: 'Zubehör',
  },
  {
    ...item(
      'handfilter',
      'Handfilter',
      'Porzellan, für eine bis vier Tassen.',
      ['zubehoer'],
      [['', 2490, null]],
      180,
    ),
    type: 'Zubehör',
  },
  item(
    'jahrgangskaffee',
    'Panama Geisha',
    'Kleine Partie, Jasmin und Pfirsich.',
    ['filter', 'geschenke'],
    [['150 g', 2990, null]],
    305,
  ),
  {
    ...item(
      'gutschein',
      'Gutschein',
      'Zum Verschenken, per E-Mail.',
      ['geschenke'],
      [
        ['25', 2500, null],
        ['50', 5000, null],
      ],
      140,
    ),
    type: 'Gutschein',
  },
];

function item(
  handle: string,
  title: string,
  description: string,
  collections: CollectionHandle[],
  variants: Item['variants'],
  hue: number,
  tags: string[] = [],
): Item {
  return { handle, title, description, type: 'Kaffee', collections, variants, hue, tags };
}

/** Puts collections and products into the shop. @returns the products, most bought first */
export function addCatalogue(state: ShopState, createdAt: string): Product[] {
  const collections = new Map<CollectionHandle, Collection>();
  for (const [handle, title] of Object.entries(COLLECTIONS) as [CollectionHandle, string][]) {
    const collection = { id: state.nextId(), handle, title };
    state.put('collection', collection);
    collections.set(handle, collection);
  }
  const { currency } = state.shop;
  return ITEMS.map((each) => {
    const isGiftCard = each.type === 'Gutschein';
    const product: Product = {
      id: state.nextId(),
      handle: each.handle,
      title: each.title,
      description: each.description,
      productType: each.type,
      vendor: 'Rösterei Elbtal',
      tags: each.tags ?? [],
      collectionIds: each.collections.map((handle) => collections.get(handle)?.id ?? 0),
      isGiftCard,
      image: picture(each.type, each.hue),
      createdAt,
      updatedAt: createdAt,
      variants: each.variants.map(([title, price, compareAt], index) => ({
        id: state.nextId(),
        title: isGiftCard ? priceTitle(price, currency) : title || 'Default Title',
        sku: `${each.handle}-${index + 1}`,
        priceMinor: localPrice(price, currency),
        compareAtMinor: compareAt === null ? null : localPrice(compareAt, currency),
        requiresShipping: !isGiftCard,
      })),
    };
    state.put('product', product);
    return product;
  });
}
