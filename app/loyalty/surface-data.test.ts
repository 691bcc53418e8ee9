import { describe, expect, it } from 'vitest';
import { defaultProgram } from './program';
import { encodeProgramCard } from './surface-data';

describe('the program as a card', () => {
  const program = defaultProgram({ name: 'Rösterei', email: 'hallo@shop.example' });
  const shop = { currency: 'EUR', timeZone: 'Europe/Berlin' };
  const card = (askAt: string | null) => {
    const encoded = encodeProgramCard(program, shop, { version: 3, since: '2026-01-01', askAt });
    if (!encoded.ok) throw new Error('too large');
    return JSON.parse(encoded.json) as Record<string, unknown>;
  };

  it('says where to ask for consent, only when the merchant wants to', () => {
    expect(card('https://app.example')).toMatchObject({ v: 1, p: 3, q: 'https://app.example' });
    expect(card(null)).not.toHaveProperty('q');
  });
});
