import { allowed, BREAK_GLASS, denied } from '../case';

export const LEAVING_ORGANIZATION_CASES = [
  denied('an administrator takes the account out of the organization', 'organizations:LeaveOrganization'),
  denied('the same, written in another case', 'ORGANIZATIONS:leaveOrganization', { isNearMiss: true }),
  denied('the break-glass role takes it out', 'organizations:LeaveOrganization', { who: BREAK_GLASS, isNearMiss: true }),
  denied('an administrator follows the invitation of another organization', 'organizations:AcceptHandshake', {
    to: 'organizations::444444444444:handshake/o-otherorgid/invite/h-0123456789', isNearMiss: true,
  }),
  allowed('an administrator declines the invitation', 'organizations:DeclineHandshake', {
    to: 'organizations::444444444444:handshake/o-otherorgid/invite/h-0123456789', isNearMiss: true,
  }),
  allowed('an administrator asks which organization it is', 'organizations:DescribeOrganization'),
  allowed('an administrator makes a bucket', 's3:CreateBucket', { to: 's3:::acme' }),
  allowed('an administrator asks for the handshakes of the account', 'organizations:ListHandshakesForAccount', { isNearMiss: true }),
];
