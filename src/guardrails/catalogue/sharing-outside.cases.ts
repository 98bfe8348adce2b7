import { allowed, allowedToExempt, denied } from '../case';

const SHARE = 'ram:us-east-1:333333333333:resource-share/0123';
const INVITATION = 'ram:us-east-1:999999999999:resource-share-invitation/0123';
const FUNCTION = 'lambda:us-east-1:333333333333:function:orders';
const IMPOSTOR = 'role/x/stacksets-exec-0123456789abcdef0123456789abcdef';
const asksForStrangers = { 'ram:RequestedAllowsExternalPrincipals': 'true' };
const forStrangers = { 'ram:AllowsExternalPrincipals': 'true' };

export const SHARING_OUTSIDE_CASES = [
  denied('a share is made that strangers may join', 'ram:CreateResourceShare', { given: asksForStrangers }),
  denied('a share is opened to strangers later', 'ram:UpdateResourceShare', { to: SHARE, given: asksForStrangers }),
  denied('a stranger is added to a share that is open already', 'ram:AssociateResourceShare', { to: SHARE, given: forStrangers }),
  denied('CloudFormation makes a share that strangers may join', 'ram:CreateResourceShare', { given: { ...asksForStrangers, 'aws:ViaAWSService': 'true' }, isNearMiss: true }),
  denied('a share for strangers, written in another case', 'RAM:createResourceShare', { given: asksForStrangers, isNearMiss: true }),
  denied('a share for strangers by a role of StackSets\' name under a path', 'ram:CreateResourceShare', { who: IMPOSTOR, given: asksForStrangers, isNearMiss: true }),
  denied('a share for strangers in another partition', 'ram:UpdateResourceShare', { to: SHARE, partition: 'aws-cn', given: asksForStrangers, isNearMiss: true }),
  denied('a stranger\'s share is taken', 'ram:AcceptResourceShareInvitation', { to: INVITATION }),
  denied('everybody may call a function', 'lambda:AddPermission', { to: FUNCTION, given: { 'lambda:Principal': '*' } }),
  denied('everybody may call a function by a policy written at once', 'lambda:PutResourcePolicy', { to: FUNCTION, given: { 'lambda:Principal': '*' }, isNearMiss: true }),
  ...allowedToExempt('ram:CreateResourceShare', { given: asksForStrangers }),
  ...allowedToExempt('ram:AssociateResourceShare', { to: SHARE, given: forStrangers }),
  ...allowedToExempt('ram:AcceptResourceShareInvitation', { to: INVITATION }),
  ...allowedToExempt('lambda:AddPermission', { to: FUNCTION, given: { 'lambda:Principal': '*' } }),
  allowed('a share gets another name, and nothing is said of strangers', 'ram:UpdateResourceShare', { to: SHARE, isNearMiss: true }),
  allowed('a share within the organization is made', 'ram:CreateResourceShare', { given: { 'ram:RequestedAllowsExternalPrincipals': 'false' }, isNearMiss: true }),
  allowed('a share is closed to strangers', 'ram:UpdateResourceShare', { to: SHARE, given: { ...forStrangers, 'ram:RequestedAllowsExternalPrincipals': 'false' }, isNearMiss: true }),
  allowed('something is added to a share within the organization', 'ram:AssociateResourceShare', { to: SHARE, given: { 'ram:AllowsExternalPrincipals': 'false' }, isNearMiss: true }),
  allowed('a stranger is taken off a share', 'ram:DisassociateResourceShare', { to: SHARE, given: forStrangers, isNearMiss: true }),
  allowed('a share with strangers is deleted', 'ram:DeleteResourceShare', { to: SHARE, given: forStrangers, isNearMiss: true }),
  allowed('a stranger\'s share is refused', 'ram:RejectResourceShareInvitation', { to: INVITATION, isNearMiss: true }),
  allowed('EventBridge may call a function', 'lambda:AddPermission', { to: FUNCTION, given: { 'lambda:Principal': 'events.amazonaws.com' } }),
  allowed('another account may call a function', 'lambda:AddPermission', { to: FUNCTION, given: { 'lambda:Principal': '444444444444' }, isNearMiss: true }),
  allowed('a policy of a function names one service', 'lambda:PutResourcePolicy', { to: FUNCTION, given: { 'lambda:Principal': 'sns.amazonaws.com' } }),
  allowed('everybody may no longer call a function', 'lambda:RemovePermission', { to: FUNCTION, isNearMiss: true }),
];
