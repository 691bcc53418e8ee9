import type { ServerResponse } from 'node:http';
import type { AdminResponse } from '../graphql/execute';
import type { AdminFault } from '../graphql/ports';

/**
 * What was asked for has been carried out, and the client does not learn it: the answer is cut in the middle, or lost.
 * @returns whether the fault is one of these, and the response is ended
 */
export function breakAnswer(response: ServerResponse, fault: AdminFault, answer: AdminResponse): boolean {
  if (fault === 'lost-half') {
    response.destroy();
    return true;
  }
  if (fault !== 'cut-half') return false;
  const bytes = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  return true;
}
