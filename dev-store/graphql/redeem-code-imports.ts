import type { RedeemCode, ShopState } from '../model/types';
import { findRedeemCode, normalCode } from '../model/redeem-codes';
import type { Schedule } from './ports';

const DELAY_MS = 40;
const MAX_LENGTH = 255;

/** Adds codes some time after they were asked for, as Shopify does; each code fails or succeeds on its own. */
export class RedeemCodeImports {
  constructor(
    private readonly state: ShopState,
    private readonly schedule: Schedule,
  ) {
    for (const creation of state.all('redeemCodeCreation').values())
      if (!creation.done) this.start(creation.id);
  }

  /** @param id of a stored creation */
  start(id: number): void {
    this.schedule(() => this.run(id), DELAY_MS);
  }

  private async run(id: number): Promise<void> {
    const creation = this.state.get('redeemCodeCreation', id);
    if (!creation || creation.done) return;
    const node = this.state.get('discountNode', creation.discountNodeId);
    const added: RedeemCode[] = [];
    const seen = new Set<string>();
    const codes = creation.codes.map((entry) => {
      const problem = node ? this.problemOf(entry.code, seen) : 'Discount does not exist.';
      seen.add(normalCode(entry.code));
      if (problem) return { ...entry, error: problem };
      const code = { id: this.state.nextId(), code: entry.code, usageCount: 0 };
      added.push(code);
      return { ...entry, redeemCodeId: code.id };
    });
    if (node) this.state.put('discountNode', { ...node, codes: [...node.codes, ...added] });
    this.state.put('redeemCodeCreation', { ...creation, codes, done: true });
    await this.state.commit();
  }

  private problemOf(code: string, seen: ReadonlySet<string>): string | null {
    if (code.trim() === '') return "can't be blank";
    if (code.length > MAX_LENGTH) return `is too long (maximum is ${MAX_LENGTH} characters)`;
    if (/[\r\n]/.test(code)) return 'cannot contain newline characters.';
    const taken = seen.has(normalCode(code)) || findRedeemCode(this.state, code) !== undefined;
    return taken ? 'must be unique. Please try a different code.' : null;
  }
}
