import { Prisma } from '@prisma/client';
import type { CrossShopName } from './tenant-tables';

/** Begins a statement that looks at all shops. What it may be used for is listed in tenant-tables.ts. */
export function crossShop(name: CrossShopName): Prisma.Sql {
  return Prisma.raw(`/* cross-shop: ${name} */`);
}
