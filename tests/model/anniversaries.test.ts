import { describe, expect, it } from 'vitest';
import { seeded } from '../faults/fault';
import { randomAnniversary, wrongAnniversary } from './anniversaries';

describe('anniversaries of every zone from 1970 to 2040', () => {
  it('are given exactly once a year (more of them: npm run test:faults -- effects --only anniversaries)', () => {
    const random = seeded(20_261_122);
    for (let n = 0; n < 400; n += 1) {
      const test = randomAnniversary(random);
      expect(wrongAnniversary(test), JSON.stringify(test)).toBeNull();
    }
  });
});
