import { catalogueOf, KnownQuota } from './catalogue';
import { describeRequest, isActive, QuotaRequest, RequestStatus } from './quota-request';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { draw, Duration } from '../../durations';
import { JsonObject } from '../../json';
import { page } from '../../pages';
import { Random } from '../../random';
import { Call, Permission, Room, RoomBuilder } from '../../room';
import { Organizations } from '../organizations/organizations';
import { throwIfUnknown } from '../parameters';

/**
 * Regions that an account must opt into. Source: "Specify which AWS Regions your account can use", AWS Account
 * Management.
 */
const OPT_IN = [
  'af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7',
  'ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1',
];

/** A quota of one account in one Region. */
type Place = Pick<QuotaRequest, 'region' | 'account' | 'service' | 'quota'>;

/** How requests end. The first plan that fits a request counts. */
export interface QuotaPlan {
  /** Such as `lambda`. @default every service */
  readonly service?: string;
  /** Such as `L-B99A9384`. @default every quota */
  readonly quota?: string;
  readonly account?: string;
  /** CASE_OPENED stays active until somebody calls `decide`. */
  readonly status: RequestStatus;
  /** @default that of the room */
  readonly after?: Duration;
}

export interface ServiceQuotasOptions {
  /** @default every request is approved */
  readonly outcomes?: readonly QuotaPlan[];
  /**
   * How long a request is PENDING.
   *
   * @default lognormal, half of them within 10 minutes, 19 of 20 within two hours (an assumption)
   */
  readonly decision?: Duration;
  /** Quotas that the lab does not know by itself. */
  readonly catalogue?: readonly KnownQuota[];
  /**
   * What accounts that Organizations made begin with, by `service/code`, such as `{ 'lambda/L-B99A9384': 10 }`. AWS
   * says that new accounts have less of some, and not how much.
   *
   * @default as much as every account
   */
  readonly newAccounts?: Readonly<Record<string, number>>;
}

/** Service Quotas: each account asks for itself, in each Region. */
export class ServiceQuotas implements Room {
  public readonly service = 'servicequotas';
  private readonly catalogue: ReadonlyMap<string, KnownQuota>;
  private readonly random: Random;
  private readonly applied = new Map<string, number>();
  private readonly requests = new Map<string, QuotaRequest>();
  /** The requests of each account, oldest first. */
  private readonly byAccount = new Map<string, QuotaRequest[]>();
  private readonly actions: Readonly<Record<string, (call: Call) => JsonObject>> = {
    requestServiceQuotaIncrease: call => this.request(call),
    getRequestedServiceQuotaChange: call => this.get(call),
    getServiceQuota: call => this.getQuota(call),
    listRequestedServiceQuotaChangeHistoryByQuota: call => this.list(call),
  };

  constructor(private readonly cloud: Cloud, private readonly options: ServiceQuotasOptions = {}) {
    this.random = cloud.random.fork('service quotas');
    this.catalogue = catalogueOf(options.catalogue ?? []);
  }

  /** Only a request for an increase can be limited to a quota; reads cannot. */
  public get answers(): string[] { return Object.keys(this.actions); }

  public permissions({ action: name, parameters, caller }: Call): Permission[] {
    const action = `servicequotas:${name[0].toUpperCase()}${name.slice(1)}`;
    if (name !== 'requestServiceQuotaIncrease') { return [{ action, resource: '*' }]; }
    const { ServiceCode: service, QuotaCode: quota } = parameters;
    return [{
      action,
      context: { 'servicequotas:service': String(service) },
      resource: `arn:${this.cloud.partition}:servicequotas:${caller.region}:${caller.account}:${String(service)}/${String(quota)}`,
    }];
  }

  public handle(call: Call): JsonObject {
    const action = this.actions[call.action];
    if (!action) { throw new Error(`the lab does not model servicequotas:${call.action}`); }
    throwIfUnknown(call);
    return action(call);
  }

  // ---- for tests and other rooms

  /** The value that holds in an account and Region. */
  public value(account: string, region: string, service: string, quota: string): number {
    const known = this.known(service, quota);
    return this.applied.get(placeOf(account, region, service, quota))
      ?? (this.isNew(account) ? this.options.newAccounts?.[`${service}/${quota}`] : undefined) ?? known.value(this.cloud);
  }

  private isNew(account: string): boolean {
    return this.cloud.roomIfAny<Organizations>('organizations')?.account(account)?.joinedMethod === 'CREATED';
  }

  /** Another value than AWS's default, for example the lower one of a new account. */
  public set(account: string, region: string, service: string, quota: string, value: number): void {
    const known = this.known(service, quota);
    this.applied.set(placeOf(account, region, service, quota), value);
    // The number of accounts is a quota that the lab itself keeps.
    const { quotas, managementAccount } = this.cloud;
    if (known.kernelName && account === managementAccount) { quotas.set(known.kernelName, value); }
  }

  /** What AWS's people decide about a request whose case is open. */
  public decide(requestId: string, status: RequestStatus): void {
    const request = this.requests.get(requestId);
    if (!request) { throw new Error(`there is no quota request ${requestId}`); }
    this.settle(request, status);
  }

  // ---- actions

  private request({ parameters, caller }: Call): JsonObject {
    const { service, quota } = codesOf(parameters);
    if (parameters.ContextId !== undefined) { throw new Error('the lab does not model quotas of single resources (ContextId)'); }
    const known = this.knownIn(caller.region, service, quota);
    const desired = parameters.DesiredValue;
    if (typeof desired !== 'number' || desired < 0 || desired > 1e10) { throw illegal('DesiredValue must be a number from 0 to 10000000000'); }
    if (desired <= this.value(caller.account, caller.region, service, quota)) { throw illegal('DesiredValue must be more than the value that holds'); }
    this.throwIfTooMany(caller.account, caller.region, service, quota);

    const now = this.cloud.clock.now();
    const request: QuotaRequest = {
      id: this.random.text(32),
      service,
      quota,
      desired,
      name: known.name,
      account: caller.account,
      region: caller.region,
      requester: caller.principal,
      created: now,
      updated: now,
      status: 'PENDING',
    };
    this.requests.set(request.id, request);
    this.byAccount.set(caller.account, [...this.byAccount.get(caller.account) ?? [], request]);
    const plan = this.planFor(request);
    const status = plan?.status === 'CASE_OPENED' && parameters.SupportCaseAllowed === false ? 'NOT_APPROVED' : plan?.status ?? 'APPROVED';
    const after = plan?.after ?? this.options.decision ?? { kind: 'lognormal', medianSeconds: 600, p95Seconds: 7200 };
    this.cloud.clock.at(now + draw(this.random, after), () => this.settle(request, status));
    return { RequestedQuota: describeRequest(request, this.arnOf(request)) };
  }

  private get({ parameters, caller }: Call): JsonObject {
    const request = this.requests.get(String(parameters.RequestId));
    if (!request || request.account !== caller.account || request.region !== caller.region) {
      throw new AwsError('NoSuchResourceException', `there is no quota request ${String(parameters.RequestId)}`);
    }
    return { RequestedQuota: describeRequest(request, this.arnOf(request)) };
  }

  private getQuota({ parameters, caller }: Call): JsonObject {
    const { service, quota } = codesOf(parameters);
    const known = this.knownIn(caller.region, service, quota);
    return {
      Quota: {
        ServiceCode: service,
        QuotaCode: quota,
        QuotaName: known.name,
        QuotaArn: this.arnOf({ service, quota, ...caller }),
        Value: this.value(caller.account, caller.region, service, quota),
        Unit: 'None',
        Adjustable: true,
        GlobalQuota: known.onlyIn !== undefined,
        QuotaAppliedAtLevel: 'ACCOUNT',
      },
    };
  }

  private list({ parameters, caller }: Call): JsonObject {
    const { service, quota } = codesOf(parameters);
    this.knownIn(caller.region, service, quota);
    const found = (this.byAccount.get(caller.account) ?? [])
      .filter(request => isFor(request, caller.region, service, quota))
      .filter(({ status }) => (parameters.Status ?? status) === status);
    const badToken = () => new AwsError('InvalidPaginationTokenException', 'NextToken is not one of this list');
    const { items, NextToken } = page(found, parameters, { largest: 100, badToken });
    const described = items.map(request => describeRequest(request, this.arnOf(request)));
    return { RequestedQuotas: described, ...(NextToken && { NextToken }) };
  }

  // ---- how

  private settle(request: QuotaRequest, status: RequestStatus): void {
    request.status = status;
    request.updated = this.cloud.clock.now();
    if (status === 'CASE_OPENED') { request.caseId = this.random.text(10, '0123456789'); }
    if (status === 'APPROVED') { this.set(request.account, request.region, request.service, request.quota, request.desired); }
  }

  private throwIfTooMany(account: string, region: string, service: string, quota: string): void {
    const active = (this.byAccount.get(account) ?? []).filter(isActive);
    const same = active.filter(request => isFor(request, region, service, quota));
    const { quotas } = this.cloud;
    if (same.length >= quotas.value('servicequotas.activeRequestsPerQuota')) {
      throw new AwsError('ResourceAlreadyExistsException', `an increase of ${service}/${quota} is already requested`);
    }
    const inRegion = active.filter(request => request.region === region).length;
    if (active.length >= quotas.value('servicequotas.activeRequestsPerAccount')
      || (OPT_IN.includes(region) && inRegion >= quotas.value('servicequotas.activeRequestsPerOptInRegion'))) {
      throw new AwsError('QuotaExceededException', `account ${account} has as many active requests as it may have`);
    }
  }

  private planFor(request: QuotaRequest): QuotaPlan | undefined {
    const fits = (wanted: string | undefined, given: string) => wanted === undefined || wanted === given;
    return this.options.outcomes?.find(({ service, quota, account }) =>
      fits(service, request.service) && fits(quota, request.quota) && fits(account, request.account));
  }

  private known(service: string, quota: string): KnownQuota {
    const known = this.catalogue.get(`${service}/${quota}`);
    if (!known) { throw new Error(`the lab does not model the quota ${service}/${quota}; tell it by the option 'catalogue'`); }
    return known;
  }

  /** Quotas of global services are known in one Region only. */
  private knownIn(region: string, service: string, quota: string): KnownQuota {
    const known = this.known(service, quota);
    if (known.onlyIn !== undefined && known.onlyIn !== region) {
      throw new AwsError('NoSuchResourceException', `there is no quota ${service}/${quota} in ${region}`);
    }
    return known;
  }

  private arnOf({ region, account, service, quota }: Place): string {
    return `arn:${this.cloud.partition}:servicequotas:${region}:${account}:${service}/${quota}`;
  }
}

function codesOf({ ServiceCode: service, QuotaCode: quota }: JsonObject): { service: string; quota: string } {
  if (typeof service !== 'string' || !/^[a-zA-Z][a-zA-Z0-9-]{1,63}$/.test(service)) { throw illegal('ServiceCode is not a service code'); }
  if (typeof quota !== 'string' || !/^[a-zA-Z][a-zA-Z0-9-]{1,128}$/.test(quota)) { throw illegal('QuotaCode is not a quota code'); }
  return { service, quota };
}

function isFor(request: QuotaRequest, region: string, service: string, quota: string): boolean {
  return request.region === region && request.service === service && request.quota === quota;
}

function placeOf(account: string, region: string, service: string, quota: string): string {
  return `${account}/${region}/${service}/${quota}`;
}

function illegal(message: string): AwsError {
  return new AwsError('IllegalArgumentException', message);
}

/** The room of Service Quotas. */
export function serviceQuotas(options?: ServiceQuotasOptions): RoomBuilder {
  return cloud => new ServiceQuotas(cloud, options);
}
