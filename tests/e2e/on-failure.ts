import { afterEach } from 'vitest';
import { lastSeen } from './browser';

/** A test that fails leaves pictures of what its browsers showed then: artifacts/screenshots/failed-*.png. */
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await lastSeen(`failed-${task.name.replace(/\W+/g, '-').slice(0, 60)}`);
});
