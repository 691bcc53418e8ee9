import { isDeepStrictEqual } from 'node:util';
import type { Program } from '~/loyalty/program';
import { readProgram } from '~/loyalty/stored-program';
import type { Services } from '~/services.server';

export type SaveOutcome =
  | { outcome: 'saved'; version: number }
  /** somebody else saved in the meantime: nothing was written */
  | { outcome: 'conflict'; version: number };

/**
 * Writes the program as a new version, together with the jobs that carry it out and the line in the activity log.
 * A program equal to the current one makes no version.
 * @param basedOn the version that the merchant was looking at
 */
export async function saveProgram(
  services: Pick<Services, 'db' | 'jobs' | 'clock'>,
  shop: string,
  program: Program,
  basedOn: number,
): Promise<SaveOutcome> {
  return services.db.$transaction(async (tx) => {
    // The shop's row is the lock: two people who save at once are one after the other.
    const [row] = await tx.$queryRaw<{ version: number }[]>`
      SELECT program_version AS version FROM shop WHERE shop = ${shop} FOR UPDATE`;
    if (!row) throw new Error('saveProgram: the shop is not installed');
    if (row.version !== basedOn) return { outcome: 'conflict', version: row.version };

    const current = await tx.program.findUniqueOrThrow({
      where: { shop_version: { shop, version: row.version } },
    });
    const before = readProgram(current.document);
    const changed = changedSections(before, program);
    if (changed.length === 0) return { outcome: 'saved', version: row.version };

    const version = row.version + 1;
    const now = services.clock.now();
    await tx.program.create({ data: { shop, version, document: program, createdAt: now } });
    await tx.shop.update({ where: { shop }, data: { programVersion: version } });
    await tx.activityEntry.create({
      data: { shop, at: now, event: 'program.changed', detail: { version, changed } },
    });
    await services.jobs.send(tx, 'discount.sync', { shop }, { singletonKey: shop });
    await services.jobs.send(tx, 'reclassify', { shop }, { singletonKey: shop });
    return { outcome: 'saved', version };
  });
}

type Section = Exclude<keyof Program, 'schemaVersion'>;

/** Of everything that a program consists of: a part that is not looked at here would not be saved by itself. */
function changedSections(before: Program, after: Program): Section[] {
  const parts = Object.keys(after) as (keyof Program)[];
  return parts.filter(
    (part): part is Section => part !== 'schemaVersion' && !isDeepStrictEqual(before[part], after[part]),
  );
}
