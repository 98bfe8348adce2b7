import { JsonObject } from '../../json';

export type RequestStatus = 'PENDING' | 'CASE_OPENED' | 'APPROVED' | 'DENIED' | 'CASE_CLOSED' | 'NOT_APPROVED' | 'INVALID_REQUEST';

/** A request for a higher quota. */
export interface QuotaRequest {
  readonly id: string;
  readonly service: string;
  readonly quota: string;
  readonly name: string;
  readonly desired: number;
  readonly account: string;
  readonly region: string;
  readonly requester: string;
  readonly created: number;
  updated: number;
  status: RequestStatus;
  caseId?: string;
}

/** Whether it takes one of the places for requests that are under way. */
export function isActive({ status }: QuotaRequest): boolean {
  return status === 'PENDING' || status === 'CASE_OPENED';
}

export function describeRequest(request: QuotaRequest, arn: string): JsonObject {
  return {
    Id: request.id,
    ...(request.caseId && { CaseId: request.caseId }),
    ServiceCode: request.service,
    QuotaCode: request.quota,
    QuotaName: request.name,
    QuotaArn: arn,
    DesiredValue: request.desired,
    Status: request.status,
    Created: new Date(request.created).toISOString(),
    LastUpdated: new Date(request.updated).toISOString(),
    Requester: request.requester,
    QuotaRequestedAtLevel: 'ACCOUNT',
  };
}
