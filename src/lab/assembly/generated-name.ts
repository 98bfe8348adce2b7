import { Random } from '../random';

/**
 * The name of a resource that a template leaves unnamed: stack, logical id and a random end, cut to what the service
 * takes.
 */
export function generatedName(stack: string, logicalId: string, random: Random, longest = 64): string {
  const end = random.text(12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
  const room = longest - end.length - 2;
  const front = `${stack}-${logicalId}`.length <= room + 1
    ? `${stack}-${logicalId}`
    : `${stack.slice(0, Math.ceil(room / 2))}-${logicalId.slice(0, Math.floor(room / 2))}`;
  return `${front}-${end}`;
}
