import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Room } from '../../room';

/** https://docs.aws.amazon.com/OAM/latest/APIReference/API_CreateLink.html */
const TYPES: readonly string[] = [
  'AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace', 'AWS::ApplicationInsights::Application',
  'AWS::InternetMonitor::Monitor', 'AWS::ApplicationSignals::Service', 'AWS::ApplicationSignals::ServiceLevelObjective',
];

interface OrganizationsRoom extends Room {
  describe(account: string): JsonObject | undefined;
}

export function typesOf(given: Json | undefined): string[] {
  const refuse = (why: string): never => { throw new AwsError('InvalidParameterException', why); };
  if (!Array.isArray(given) || given.length === 0) { return refuse('ResourceTypes must have at least one type.'); }
  const strange = given.filter(type => !TYPES.includes(String(type)));
  if (strange.length > 0) { refuse(`ResourceTypes must be of ${TYPES.join(', ')}, got ${strange.join(', ')}.`); }
  if (new Set(given).size < given.length) { refuse('ResourceTypes has a type more than once.'); }
  return given.map(String);
}

/** The label as a monitoring account sees it, its variables filled in. */
export function labelOf(template: Json | undefined, account: string, cloud: Cloud): string {
  if (typeof template !== 'string' || template === '' || template.length > 64) {
    throw new AwsError('InvalidParameterException', 'LabelTemplate must have 1 to 64 characters.');
  }
  const { Name = account, Email = '' } = cloud.roomIfAny<OrganizationsRoom>('organizations')?.describe(account) ?? {};
  const email = String(Email);
  return template.replace(/\$(AccountEmailNoDomain|AccountEmail|AccountName)/g, (_, name: string) =>
    name === 'AccountName' ? String(Name) : name === 'AccountEmail' ? email : email.split('@')[0]);
}
