// Says what the service's parameter /gate says: healthy, unhealthy, or nothing that could be understood.
const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');

exports.handler = async () => {
  const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: '/gate' }));
  if (Parameter.Value === 'broken') { throw new Error('the gate is broken'); }
  return Parameter.Value === 'silent' ? undefined : { healthy: Parameter.Value === 'healthy', reason: `it is ${Parameter.Value}` };
};
