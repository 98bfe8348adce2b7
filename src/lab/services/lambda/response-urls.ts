import { Cloud } from '../../cloud';

/** The presigned addresses at which CloudFormation waits for the answers of custom resources. */
export class ResponseUrls {
  private readonly waiting = new Map<string, (body: string) => void>();
  private count = 0;

  /** A new address; what is put there is handed over, once. */
  public open(region: string, receive: (body: string) => void): string {
    const address = `cloudformation-custom-resource-response-${region.replace(/-/g, '')}.s3.${region}.amazonaws.com/response-${++this.count}`;
    this.waiting.set(address, receive);
    return `https://${address}?X-Amz-Expires=7200`;
  }

  public close(url: string): void {
    this.waiting.delete(addressOf(url));
  }

  /** False when nobody waits there. An answer that comes late or twice changes nothing. */
  public put(url: string, body: string): boolean {
    const receive = this.waiting.get(addressOf(url));
    if (!receive) { return /^cloudformation-custom-resource-response-/.test(addressOf(url)); }
    this.waiting.delete(addressOf(url));
    receive(body);
    return true;
  }
}

export function responseUrls(cloud: Cloud): ResponseUrls {
  return cloud.keep('response urls', () => new ResponseUrls());
}

function addressOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\?.*$/, '');
}
