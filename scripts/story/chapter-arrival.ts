import type { Step } from './step';
import { customersOf, expectedSegments, shownFigures } from './home-figures';
import { put, readForm, type Draft } from './program-form';
import { text, until } from './web';

const FIRST_PERCENTAGE = 'loyalty.tiers.0.benefits.0.value.percentage';
const IMPRINT = 'Rösterei Elbtal GmbH\nHafenstraße 12, 01097 Dresden\nRegistergericht Dresden, HRB 12345';

interface SaveAnswer {
  outcome: 'saved' | 'invalid' | 'conflict';
  version?: number;
  errors?: { path: string; key: string }[];
}

export const arrival: [string, Step][] = [
  [
    'the merchant opens the app: it installs itself and imports the history',
    async (world, expect) => {
      await world.appPage('/app');
      const figures = await until('the import', async () => {
        // before the import has begun nothing shows that it is not over
        const ready = (await world.appPage('/app')).querySelector('[data-shop="ready"]');
        return ready && shownFigures(world);
      });
      const shop = await world.operator.json<{ app: { scopes: string[] } | null }>('GET', '/control/shop');
      expect('the app is installed', shop.app !== null, true);
      const { discounts } = await world.operator.json<{ discounts: { method: string; type: string }[] }>(
        'GET',
        '/control/discounts',
      );
      expect('automatic app discounts', discounts.filter((node) => node.method === 'automatic').length, 1);
      expect('key figures on the home page', Object.keys(figures).length >= 8, true);
    },
  ],
  [
    'the figures on the home page are those of a count of our own',
    async (world, expect) => {
      const shown = customersOf(await shownFigures(world));
      const counted = await expectedSegments(world);
      expect('prospects, new, repeat, lapsed', shown, counted);
      expect('the shop has a past', counted.new + counted.repeat + counted.lapsed > 300, true);
    },
  ],
  [
    'a mistyped program is refused at its field, and nothing is lost',
    async (world, expect, memory) => {
      const draft = readForm(await world.appPage('/app/program'));
      const mistyped = structuredClone(draft);
      put(mistyped, FIRST_PERCENTAGE.split('.'), 'ten');
      const refused = await world.saveProgram<SaveAnswer>({ version: 1, draft: mistyped });
      expect('outcome', refused.outcome, 'invalid');
      expect(
        'the field that is named',
        refused.errors?.map((error) => error.path),
        [FIRST_PERCENTAGE],
      );
      expect('the saved program', readForm(await world.appPage('/app/program')), draft);
      memory.draft = draft;
    },
  ],
  [
    'the merchant fills in the imprint and saves',
    async (world, expect, memory) => {
      put(memory.draft, ['sender', 'imprint'], IMPRINT);
      const saved = await saveDraft(world, memory.draft, 1);
      expect('outcome', saved.outcome, 'saved');
      memory.programVersion = saved.version ?? 0;
      const page = await world.appPage('/app/program');
      const shown = readForm(page) as { sender: { imprint: string } };
      expect('the imprint on the page', shown.sender.imprint.trim(), IMPRINT);
      expect('title', text(page.querySelector('h1')), 'Program');
    },
  ],
];

export function saveDraft(world: Parameters<Step>[0], draft: Draft, version: number): Promise<SaveAnswer> {
  return world.saveProgram<SaveAnswer>({ version, draft });
}
