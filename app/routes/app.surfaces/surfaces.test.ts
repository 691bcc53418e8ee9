import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { editorUrl, isPlaced, isShown, SURFACES, type Plan, type Surface } from './surfaces';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const BASIC: Plan = { name: 'Basic', plus: false, development: false };
const named = (id: string): Surface => {
  const found = SURFACES.find((surface) => surface.id === id);
  if (!found) throw new Error(id);
  return found;
};

describe('the merchant’s list of surfaces', () => {
  it('names every target and block that is deployed, and no other', () => {
    const deployed = readdirSync(path.join(ROOT, 'extensions')).flatMap((name) => {
      const file = path.join(ROOT, 'extensions', name, 'shopify.extension.toml');
      if (!existsSync(file)) return [];
      const toml = parse(readFileSync(file, 'utf8')) as {
        handle?: string;
        type?: string;
        extensions?: { handle: string; type: string; targeting: { target: string }[] }[];
      };
      if (toml.type === 'theme') {
        const blocks = readdirSync(path.join(ROOT, 'extensions', name, 'blocks'));
        return blocks.map((block) => `${toml.handle} ${path.parse(block).name}`);
      }
      return (toml.extensions ?? [])
        .filter(({ type }) => type === 'ui_extension')
        .flatMap(({ handle, targeting }) => targeting.map(({ target }) => `${handle} ${target}`));
    });
    const listed = SURFACES.map(
      ({ extension, place }) => `${extension} ${'target' in place ? place.target : place.block}`,
    );
    expect(listed.sort()).toEqual(deployed.sort());
  });

  it('has a picture of each in both languages', () => {
    for (const { id } of SURFACES)
      for (const language of ['en', 'de'])
        expect(existsSync(path.join(ROOT, `public/surfaces/${id}-${language}.webp`))).toBe(true);
  });

  it('knows what a plan shows', () => {
    const shown = (plan: Plan) =>
      SURFACES.filter(({ offered }) => isShown(offered, plan)).map(({ id }) => id);
    expect(shown({ ...BASIC, name: 'Shopify Plus', plus: true })).toHaveLength(SURFACES.length);
    expect(shown({ ...BASIC, development: true })).toHaveLength(SURFACES.length);
    expect(shown(BASIC)).toEqual(['thank-you', 'order-status', 'profile', 'page', 'card', 'announcement']);
    expect(shown({ ...BASIC, name: 'Starter' })).toEqual(['card', 'announcement']);
  });

  it('leads into the editors', () => {
    expect(editorUrl(named('thank-you'), 'demo.myshopify.com', 'key1')).toBe(
      'https://admin.shopify.com/store/demo/settings/checkout/editor?page=thank-you&context=apps&app=key1',
    );
    expect(editorUrl(named('card'), 'demo.myshopify.com', 'key1')).toBe(
      'https://admin.shopify.com/store/demo/themes/current/editor?template=product&addAppBlockId=key1/card&target=newAppsSection',
    );
  });

  it('knows from App Bridge what is placed', () => {
    const statuses = [
      { handle: 'loyalty-thanks', activations: [{ target: 'purchase.thank-you.block.render' }] },
      {
        handle: 'loyalty-theme',
        activations: [
          {
            handle: 'card',
            target: 'section',
            activations: [{ target: 'template--product/main/x', themeId: 'gid' }],
          },
          { handle: 'announcement', target: 'section', activations: [] },
        ],
      },
    ];
    expect(SURFACES.filter((surface) => isPlaced(surface, statuses)).map(({ id }) => id)).toEqual([
      'thank-you',
      'card',
    ]);
    expect(SURFACES.some((surface) => isPlaced(surface, []))).toBe(false);
  });
});
