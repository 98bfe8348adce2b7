import { Guardrail, IdleCost } from '../../src';
import { QUARANTINE } from '../../src/guardrails/catalogue/quarantine';
import { SUSPENDED } from '../../src/guardrails/catalogue/suspended';

/** Each rule of the catalogue once, told what a user might tell it. */
export const everyGuardrail = (): Guardrail[] => [
  Guardrail.leavingOrganization(), Guardrail.rootUser(), Guardrail.longLivedKeys(),
  Guardrail.platformRoles(),
  Guardrail.baseline(),
  Guardrail.organizationAccountAccessRole(),
  Guardrail.publicStorage(),
  Guardrail.publicEndpoints(),
  Guardrail.sharingOutside(),
  Guardrail.encryption(),
  Guardrail.accountSettings(),
  Guardrail.mfaForPeople(),
  Guardrail.idleCost({ allow: [IdleCost.FARGATE] }),
  Guardrail.regions(['eu-central-1', 'eu-west-1']),
  Guardrail.services(['dynamodb', 'lambda', 'logs', 's3']),
  Guardrail.tlsOnly(),
  Guardrail.confusedDeputy(),
  Guardrail.dataPerimeter({ trustedAccounts: ['888888888888'] }),
  Guardrail.oidcProviders([
    { issuer: 'accounts.google.com', subjects: ['1101', '1102'] },
    { issuer: 'cognito-identity.amazonaws.com', subjects: ['us-east-1:*'] },
  ]),
  Guardrail._of(QUARANTINE),
  Guardrail._of(SUSPENDED),
];
