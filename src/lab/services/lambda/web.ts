import { EventEmitter } from 'events';
import { responseUrls } from './response-urls';
import { Cloud } from '../../cloud';

interface RequestOptions { protocol?: string; hostname?: string; host?: string; path?: string; method?: string }

type Answered = (response: EventEmitter & { statusCode: number }) => void;

/**
 * `http`, `https` and `fetch` as a function sees them. Only CloudFormation's response addresses exist; a request to
 * anywhere else ends the story with an error of the lab.
 */
export class Web {
  public readonly module = {
    request: (...given: unknown[]) => this.request(given),
    get: (...given: unknown[]) => this.request(given).end(),
    Agent: class Agent {},
    globalAgent: {},
  };

  constructor(private readonly cloud: Cloud, private readonly abort: (error: Error) => void) {}

  public readonly fetch = async (target: unknown, options: { method?: string; body?: unknown } = {}) => {
    const status = await this.put(String(target), options.method ?? 'GET', String(options.body ?? ''));
    return { ok: status < 300, status, text: async () => '', json: async () => JSON.parse('null') as unknown };
  };

  private request(given: unknown[]) {
    const first = given[0];
    const url = typeof first === 'string' || (first as URL).href !== undefined ? new URL(String((first as URL).href ?? first)) : undefined;
    const options = (given.find((part, at) => typeof part === 'object' && !(at === 0 && url)) ?? {}) as RequestOptions;
    const answered = given.find(part => typeof part === 'function') as Answered | undefined;
    const target = url?.href ?? `https://${options.hostname ?? options.host}${options.path ?? '/'}`;
    const chunks: string[] = [];
    const request = Object.assign(new EventEmitter(), {
      write: (chunk: unknown) => { chunks.push(String(chunk)); return true; },
      setTimeout: () => request,
      setHeader: () => request,
      destroy: () => request,
      end: (chunk?: unknown) => {
        if (chunk !== undefined && typeof chunk !== 'function') { chunks.push(String(chunk)); }
        this.put(target, options.method ?? 'GET', chunks.join('')).then(statusCode => {
          const response = Object.assign(new EventEmitter(), {
            statusCode, headers: {}, resume: () => response, setEncoding: () => response,
          });
          answered?.(response);
          request.emit('response', response);
          response.emit('end');
          response.emit('close');
        }).catch(error => this.abort(error as Error));
        return request;
      },
    });
    return request;
  }

  private async put(target: string, method: string, body: string): Promise<number> {
    await this.cloud.clock.sleep(this.cloud.random.whole(5, 40));
    if (method.toUpperCase() === 'PUT' && responseUrls(this.cloud).put(target, body)) { return 200; }
    this.abort(new Error(`the lab does not model ${method} ${target}: a function reaches nothing but AWS and CloudFormation's response address`));
    return new Promise<number>(() => undefined);
  }
}
