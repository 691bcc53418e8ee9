import { parseGid } from '../gid';

export interface ScalarProblem {
  explanation: string;
  /** Shopify's own scalars raise an error with a message of its own, which is repeated beside the explanation */
  isCoercion: boolean;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** What is wrong with a value (from JSON or a literal) for a scalar, or null. Unknown scalars take anything. */
export function scalarProblem(
  scalar: string,
  value: unknown,
  isIntegerLiteral = false,
): ScalarProblem | null {
  const plain = (text = `Could not coerce value ${JSON.stringify(value)} to ${scalar}`): ScalarProblem => ({
    explanation: text,
    isCoercion: false,
  });
  const coercion = (explanation: string): ScalarProblem => ({ explanation, isCoercion: true });
  switch (scalar) {
    case 'String':
      return typeof value === 'string' ? null : plain();
    case 'Boolean':
      return typeof value === 'boolean' ? null : plain();
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2147483647
        ? null
        : plain();
    case 'Float':
      return typeof value === 'number' ? null : plain();
    case 'ID': {
      if (typeof value !== 'string' && typeof value !== 'number') return plain();
      return parseGid(String(value)) && !isIntegerLiteral
        ? null
        : coercion('Invalid global id `' + String(value) + '`');
    }
    case 'DateTime':
      return typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value))
        ? null
        : plain();
    case 'Date':
      return typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(value))
        ? null
        : plain();
    case 'Decimal':
    case 'Money':
      return (typeof value === 'string' || typeof value === 'number') && DECIMAL.test(String(value))
        ? null
        : plain();
    case 'UnsignedInt64':
      return (typeof value === 'string' || typeof value === 'number') && /^\d+$/.test(String(value))
        ? null
        : plain();
    case 'URL':
      if (typeof value !== 'string') return plain();
      return value === '' || URL.canParse(value) || value.startsWith('/')
        ? null
        : coercion(`Invalid url '${value}', missing scheme`);
    default:
      return null;
  }
}
